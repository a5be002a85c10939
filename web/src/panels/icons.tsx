/** Line icons on a 16 x 16 grid, drawn here so that no icon font or picture has to be loaded. */
const paths = {
  box: "M3 3.5h10v9H3z M1.8 3.5h2.4 M3 2.3v2.4 M11.8 12.5h2.4 M13 11.3v2.4",
  brush:
    "M13.6 2.4c-2.6 1-5.6 3.8-7 6.2l1.8 1.8c2.4-1.4 5.2-4.4 6.2-7z M6.3 9.2c-1.6-.2-2.7.8-3 2.2-.2 1-.7 1.6-1.5 2 2.2.7 5 .3 6.2-2.4",
  erase: "M9 2.8 13.6 7.4 8 13H5L2.4 10.4z M5.6 6.2l4.6 4.6 M5 13h9",
  polygon: "M3 11.5 5 3.5l7 1.2 1.5 6L8 13.8z",
  knife: "M2.5 13.5 4.2 11.2 12.4 3c1-1 2.6.6 1.6 1.6L5.8 12.8z M7.5 13.5h6",
  select: "M4 2.2v10.4l2.9-2.6 1.9 3.9 1.8-.9-1.9-3.8 3.8-.4z",
  smart: "M8 2v3 M8 11v3 M2 8h3 M11 8h3 M4 4l1.6 1.6 M12 4l-1.6 1.6 M4 12l1.6-1.6 M12 12l-1.6-1.6",
  round: "M8 13a5 5 0 1 0 0-10 5 5 0 0 0 0 10z",
  square: "M3.5 3.5h9v9h-9z",
  ignore: "M3 3h10v10H3z M3 8l5-5 M3 13 13 3 M8 13l5-5 M3 8l5 5 M8 3l5 5",
  cut: "M4.3 12.8a1.8 1.8 0 1 0 0-3.6 1.8 1.8 0 0 0 0 3.6z M4.3 6.8a1.8 1.8 0 1 0 0-3.6 1.8 1.8 0 0 0 0 3.6z M5.7 6 13.5 12 M5.7 10 13.5 4",
  "fill-holes":
    "M8 13.5a5.5 5.5 0 1 0 0-11 5.5 5.5 0 0 0 0 11z M6.3 6.3h3.4v3.4H6.3z M6.3 8l1.7-1.7 M6.3 9.7l3.4-3.4 M8 9.7l1.7-1.7",
  "remove-specks":
    "M6.5 12.5a4 4 0 1 0 0-8 4 4 0 0 0 0 8z M11.8 2.2l2.4 2.4 M14.2 2.2l-2.4 2.4 M12.2 11.8l1.8 1.8 M14 11.8l-1.8 1.8",
  smooth: "M2 11.5c2.5 0 2.5-7 6-7s3.5 7 6 7 M2 13.5h12",
  "split-islands": "M5.2 12.5c-3.4 0-3.4-6.5-.4-8.5 M10.8 3.5c3.4 0 3.4 6.5.4 8.5 M8 2v2.5 M8 6.8v2.4 M8 11.5V14",
  "fit-box": "M3 3h10v10H3z M8 12.5a4.5 4.5 0 1 0 0-9 4.5 4.5 0 0 0 0 9z",
  merge: "M2.5 3.5c3.5 0 5.5 1.5 5.5 4.5 0-3 2-4.5 5.5-4.5 M8 8v5.5 M5.8 11.3 8 13.5l2.2-2.2",
  duplicate: "M5.5 5.5h8v8h-8z M10.5 5.5v-3h-8v8h3 M9.5 7.7v3.6 M7.7 9.5h3.6",
  hidden:
    "M2.5 2.5l11 11 M6.2 3.9A6.5 6.5 0 0 1 8 3.6c4 0 6.5 4.4 6.5 4.4a12 12 0 0 1-2 2.5 M4.2 5A12 12 0 0 0 1.5 8S4 12.4 8 12.4c1 0 1.9-.3 2.7-.7 M6.7 6.7a2 2 0 0 0 2.6 2.6",
  "hidden-others": "M6 6h4v4H6z M2.5 5V2.5H5 M11 2.5h2.5V5 M13.5 11v2.5H11 M5 13.5H2.5V11",
  locked: "M3.5 7.5h9v6h-9z M5.5 7.5V5a2.5 2.5 0 0 1 5 0v2.5",
  "locked-others": "M2.5 7.5h8v6h-8z M4.5 7.5V5a2 2 0 0 1 4 0v2.5 M13 13.5h.1 M13 10.5h.1",
  extremes: "M8 2v1.500 M8 12.5V14 M2 8h1.5 M12.5 8H14 M5 5h6v6H5z",
  candidates: "M2.5 3h4.500v4.500H2.500z M9 3h4.500v4.500H9z M2.500 9H7v4.500H2.500z M9 9h4.500v4.500H9z",
  accept: "M2.8 8.6 6.3 12 13.2 4.4",
  reject: "M4 4l8 8 M12 4l-8 8",
  delete: "M3 4.5h10 M6.2 4.5V3h3.6v1.5 M4.2 4.5l.6 8.7h6.4l.6-8.7",
  undo: "M5.5 3 2.5 6l3 3 M2.8 6h6.4a4 4 0 0 1 0 8H6",
  redo: "M10.5 3l3 3-3 3 M13.2 6H6.8a4 4 0 0 0 0 8H10",
  next: "M6 3l5 5-5 5",
  previous: "M10 3 5 8l5 5",
  down: "M3.5 6l4.5 4.5L12.5 6",
  plus: "M8 3v10 M3 8h10",
  minus: "M3 8h10",
  fit: "M2.5 6V2.5H6 M10 2.5h3.5V6 M13.5 10v3.5H10 M6 13.5H2.5V10",
  actual: "M3 5l1.5-1v8 M11 5l1.5-1v8 M8 6.2v.2 M8 10v.2",
  zoom: "M7 12A5 5 0 1 0 7 2a5 5 0 0 0 0 10z M10.8 10.8 14 14 M7 5v4 M5 7h4",
  out: "M7 12A5 5 0 1 0 7 2a5 5 0 0 0 0 10z M10.8 10.8 14 14 M5 7h4",
  flag: "M4 14V2.5 M4 3h8.5l-2 3 2 3H4",
  eye: "M1.5 8S4 3.6 8 3.6 14.5 8 14.5 8 12 12.4 8 12.4 1.5 8 1.5 8z M8 10a2 2 0 1 0 0-4 2 2 0 0 0 0 4z",
  copy: "M5.5 5.5h8v8h-8z M10.5 5.5v-3h-8v8h3",
  help: "M8 14A6 6 0 1 0 8 2a6 6 0 0 0 0 12z M6.2 6.3c0-2.4 3.7-2.3 3.7-.1 0 1.5-1.9 1.6-1.9 3 M8 11.4v.2",
  image: "M2 3h12v10H2z M2 11l3.5-3.5 3 3 2-2L14 12 M10.6 6.2v.1",
  upload: "M8 10.5V2.8 M4.8 5.8 8 2.6l3.2 3.2 M2.5 10.5v3h11v-3",
  download: "M8 2.5v7.7 M4.8 7.2 8 10.4l3.2-3.2 M2.5 10.5v3h11v-3",
  more: "M3.5 8h.1 M8 8h.1 M12.5 8h.1",
  settings: "M2 4.5h7 M12 4.5h2 M9 3v3h3V3z M2 11.5h2 M7 11.5h7 M4 10v3h3v-3z",
  history: "M3 8a5 5 0 1 0 1.5-3.6 M2.8 2.6v2.6h2.6 M8 5.2V8l2 1.4",
  person: "M8 8a2.8 2.8 0 1 0 0-5.6A2.8 2.8 0 0 0 8 8z M2.8 14c.4-3 2.4-4.2 5.2-4.2s4.8 1.2 5.2 4.2",
  gold: "M8 1.9l1.8 3.9 4.2.5-3.1 2.9.8 4.2L8 11.3l-3.7 2.1.8-4.2L2 6.3l4.2-.5z",
  open: "M8 13.5a5.5 5.5 0 1 0 0-11 5.5 5.5 0 0 0 0 11z",
  boxed: "M3 3h10v10H3z M6 6h4v4H6z",
  accepted: "M8 14A6 6 0 1 0 8 2a6 6 0 0 0 0 12z M5.2 8.2l2 2 3.6-4.2",
  drawn: "M3 4h10v8H3z",
  suggested: "M3 4h10v8H3z M3 9l5-5 M3.5 12 11.5 4 M8 12l5-5",
  fixed: "M3 13l.6-2.8L10.8 3 13 5.2 5.8 12.4z M9.3 4.5l2.2 2.2",
  waiting: "M8 14A6 6 0 1 0 8 2a6 6 0 0 0 0 12z M8 4.6V8l2.3 1.5",
  warning: "M8 2.3 14.5 13.5h-13z M8 6.5v3.2 M8 11.6v.2",
  train: "M2 13.5h12 M2.8 10.8 6 7.5l2.6 2L13.5 4 M10.5 4h3v3",
  sun: "M8 10.8a2.8 2.8 0 1 0 0-5.6 2.8 2.8 0 0 0 0 5.6z M8 1.5v1.5 M8 13v1.5 M1.5 8H3 M13 8h1.5 M3.4 3.4l1.1 1.1 M11.5 11.5l1.1 1.1 M12.6 3.4l-1.1 1.1 M4.5 11.5l-1.1 1.1",
  moon: "M13.5 9.7A5.8 5.8 0 0 1 6.3 2.5a5.8 5.8 0 1 0 7.2 7.2z",
  keep: "M5.5 13.5a3.8 3.8 0 1 0 0-7.6 3.8 3.8 0 0 0 0 7.6z M9.6 10A3.8 3.8 0 1 0 7 5.9",
  overwrite: "M5.7 13.5a3.8 3.8 0 1 0 0-7.6 3.8 3.8 0 0 0 0 7.6z M10.3 10.1a3.8 3.8 0 1 0 0-7.6 3.8 3.8 0 0 0 0 7.6z",
  search: "M7 11.5a4.5 4.5 0 1 0 0-9 4.5 4.5 0 0 0 0 9z M10.4 10.4 14 14",
  comment: "M2.5 3h11v8H7.5l-3 2.6V11h-2z",
  keyboard: "M1.5 4h13v8h-13z M4 6.7h.1 M6.7 6.7h.1 M9.4 6.7h.1 M12 6.7h.1 M5 9.5h6",
} as const;

export type IconName = keyof typeof paths;

/** Whether an icon of this name exists (the editor names its actions' icons). */
export function isIcon(name: string): name is IconName {
  return name in paths;
}

/** A decorative icon; whatever it says must also be said in words next to it or by an aria-label. */
export function Icon({ name }: { name: IconName }) {
  return (
    <svg className="icon" viewBox="0 0 16 16" aria-hidden="true">
      <path d={paths[name]} />
    </svg>
  );
}

/** The product's sign: a dashed box with a mask inside. */
export function Logo() {
  return (
    <svg className="logo" viewBox="0 0 24 24" width="22" height="22" aria-hidden="true">
      <path
        d="M12.6 5.2c3 .2 5.9 2 6.2 5.6.3 4.1-2.7 8-6.8 8-3.9 0-6.8-2.3-6.8-5.6 0-2.6 2.1-3.2 3.5-4.5 1.2-1.2 1.9-3.6 3.9-3.5z"
        fill="var(--accent)"
      />
      <rect
        x="2.75"
        y="2.75"
        width="18.5"
        height="18.5"
        rx="1"
        fill="none"
        stroke="currentColor"
        strokeWidth="1.5"
        strokeDasharray="4 2.17"
      />
    </svg>
  );
}
