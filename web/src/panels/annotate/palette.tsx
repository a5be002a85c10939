/** Every action by typing a few letters of it, and pictures by their names. */
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { type KeyboardEvent, useEffect, useId, useRef, useState } from "react";
import { useLocation } from "wouter";
import { answer, http } from "../../api/client";
import type { KeyedAction } from "../../editor/keymap";
import { text } from "../../text";
import { Dialog } from "../dialog";
import { Icon, isIcon } from "../icons";
import { filtered } from "./fuzzy";
import { keyWords } from "./keys";
import "./palette.css";

/** One line: `run` is null for what cannot be done now. */
type Item = { id: string; words: string; icon: string; keys: string; run: (() => void) | null };

const MOST_PICTURES = 8;

/** Pictures of the project whose names contain the query; `pending` until those of this very query are known. */
function usePictures(project: number, name: string, wanted: boolean) {
  const { data, isPending, isPlaceholderData } = useQuery({
    queryKey: ["project", project, "named", name],
    queryFn: () =>
      answer(
        http.GET("/api/projects/{project_id}/images", {
          params: { path: { project_id: project }, query: { name, limit: MOST_PICTURES } },
        }),
      ),
    enabled: wanted,
    placeholderData: keepPreviousData,
  });
  return { pictures: (wanted && data?.items) || [], pending: wanted && (isPending || isPlaceholderData) };
}

function actionItems(actions: readonly KeyedAction[], run: Props["run"]): Item[] {
  const items = actions
    .filter(({ id, release }) => id !== "palette" && !release)
    .map(({ id, title, icon, keys, enabled }) => ({
      id,
      words: title,
      icon,
      keys: keyWords(keys[0] ?? ""),
      run: enabled() ? () => void run(id) : null,
    }));
  return [...items.filter(({ run }) => run), ...items.filter(({ run }) => !run)];
}

type Props = {
  actions: readonly KeyedAction[];
  run: (id: string) => void;
  project: number;
  /** Only pictures, for "Go to picture…". */
  picturesOnly: boolean;
  onClose: () => void;
};

export function Palette({ actions, run, project, picturesOnly, onClose }: Props) {
  const [, go] = useLocation();
  const [query, setQuery] = useState("");
  const [at, setAt] = useState(0);
  const list = useId();
  const input = useRef<HTMLInputElement>(null);
  const lines = useRef<HTMLDivElement>(null);
  useEffect(() => input.current?.focus(), []);
  const { pictures, pending } = usePictures(project, query.trim(), picturesOnly || query.trim().length > 1);
  const found = picturesOnly ? [] : filtered(query, actionItems(actions, run), ({ words }) => words);
  const items: Item[] = [
    ...found,
    ...pictures.map(({ id, name }) => ({
      id: `picture-${id}`,
      words: name,
      icon: "image",
      keys: "",
      run: () => go(`/projects/${project}/images/${id}`),
    })),
  ];
  const current = Math.min(at, items.length - 1);
  const [entered, setEntered] = useState(false);
  useEffect(() => {
    lines.current?.children[current]?.scrollIntoView({ block: "nearest" });
  }, [current]);
  const take = (item: Item | undefined) => {
    if (!item?.run) return;
    onClose();
    setTimeout(item.run); // after the dialog gave the focus back
  };
  const enter = () => (pending && !found[current] ? setEntered(true) : take(items[current]));
  useEffect(() => {
    if (!entered || pending) return;
    setEntered(false);
    enter(); // what was entered before its picture was found
  });
  const onKeyDown = (event: KeyboardEvent) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step && items.length > 0) setAt((current + step + items.length) % items.length);
    else if (event.key === "Enter") enter();
    else return;
    event.preventDefault();
  };
  const title = picturesOnly ? text.palette.pictures : text.palette.title;
  return (
    <Dialog title={title} onClose={onClose}>
      <input
        ref={input}
        className="plain palette-query"
        type="text"
        role="combobox"
        aria-label={title}
        aria-expanded={true}
        aria-controls={list}
        aria-activedescendant={items.length > 0 ? `${list}-${current}` : undefined}
        placeholder={picturesOnly ? text.palette.picturePlaceholder : text.palette.placeholder}
        value={query}
        onChange={({ target }) => {
          setQuery(target.value);
          setAt(0);
          setEntered(false);
        }}
        onKeyDown={onKeyDown}
      />
      <div ref={lines} id={list} className="palette-list" role="listbox" aria-label={text.palette.results}>
        {items.map((item, index) => (
          // biome-ignore lint/a11y/useKeyWithClickEvents: the keys are heard by the combobox that owns this list
          <div
            key={item.id}
            id={`${list}-${index}`}
            role="option"
            tabIndex={-1}
            className="palette-item"
            aria-selected={index === current}
            aria-disabled={!item.run}
            onMouseMove={() => setAt(index)}
            onClick={() => take(item)}
          >
            {isIcon(item.icon) ? <Icon name={item.icon} /> : <span className="palette-gap" />}
            <span>{item.words}</span>
            {!item.run && <span className="soft small">{text.palette.off}</span>}
            {item.keys && <kbd>{item.keys}</kbd>}
          </div>
        ))}
      </div>
      {items.length === 0 && <p className="soft">{text.palette.none}</p>}
    </Dialog>
  );
}
