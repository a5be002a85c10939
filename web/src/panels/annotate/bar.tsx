/** The line above the canvas: where one is, whether all is saved, and what is said about the whole image. */
import { Link } from "wouter";
import { useStore } from "zustand";
import type { ImageOpened, Project } from "../../api/types";
import type { Action } from "../../editor";
import type { OutboxState } from "../../saving/outbox";
import { text } from "../../text";
import { Icon } from "../icons";
import { listAddress } from "../image-list";
import { Menu, MenuItem } from "../menu";
import { ThemeSwitch } from "../shell";
import { ImageStateWord } from "../states";
import { Tip } from "../tip";
import { People } from "./company-bar";
import { isFiltered } from "./gallery";
import { keyWords } from "./keys";
import { Saved } from "./saved";
import { ActionButton, keepFocus } from "./tool-rail";
import type { Workbench } from "./workbench";

/** What is rarely said of an image; empty while it is open. */
function More({ actions }: { actions: readonly (Action | undefined)[] }) {
  const now = actions.flatMap((action) => (action?.enabled() ? [action] : []));
  if (now.length === 0) return null;
  return (
    <Menu
      trigger={
        <button type="button" className="button quiet icon" aria-label={text.annotate.more}>
          <Icon name="more" />
        </button>
      }
    >
      {now.map(({ id, title, keys, run }) => (
        <MenuItem key={id} onSelect={run}>
          {title}
          {keys[0] && <kbd>{keyWords(keys[0])}</kbd>}
        </MenuItem>
      ))}
    </Menu>
  );
}

function WordButton({ action, primary, label }: { action: Action | undefined; primary?: boolean; label: string }) {
  if (!action) return null;
  return (
    <button
      type="button"
      className={primary ? "button primary" : "button"}
      title={`${action.title} (${keyWords(action.keys[0] ?? "")})`}
      onMouseDown={keepFocus}
      onClick={() => action.run()}
    >
      {label}
    </button>
  );
}

type Props = { workbench: Workbench; project: Project; image: ImageOpened; outbox: OutboxState; wake: () => void };

/** Says that the arrows keep to the list's filter, until it is pressed. */
function Filtered({ workbench }: { workbench: Workbench }) {
  if (!isFiltered(useStore(workbench.filter))) return null;
  return (
    <Tip words={text.annotate.unfilter}>
      <button
        type="button"
        className="button quiet"
        aria-label={text.annotate.unfilter}
        onMouseDown={keepFocus}
        onClick={() => workbench.unfilter()}
      >
        {text.annotate.filtered}
        <Icon name="reject" />
      </button>
    </Tip>
  );
}

export function Bar({ workbench, project, image, outbox, wake }: Props) {
  const action = (id: string) => workbench.editor.actions.find((one) => one.id === id);
  const [next, previous] = [action("next"), action("previous")];
  return (
    <header className="annotate-bar">
      <Tip words={text.annotate.backToImagesOf(project.name)}>
        <Link
          to={listAddress(project.id)}
          className="button quiet to-images"
          aria-label={text.annotate.backToImagesOf(project.name)}
        >
          <Icon name="previous" />
          <span>{text.images.title}</span>
        </Link>
      </Tip>
      <strong className="annotate-name" title={`${image.width} × ${image.height}`}>
        {image.name}
      </strong>
      <ImageStateWord state={image.state} />
      {image.gold && (
        <span className="gold">
          <Icon name="gold" />
          {text.images.gold}
        </span>
      )}
      <span className="push" />
      <People company={workbench.company} />
      <Saved outbox={outbox} wake={wake} />
      {image.state === "open" && <WordButton action={action("boxed")} label={text.annotate.boxed} />}
      {image.state === "accepted" ? (
        <WordButton action={action("reopen")} label={text.annotate.reopen} />
      ) : (
        <WordButton action={action("accept-image")} label={text.annotate.accept} primary />
      )}
      <Filtered workbench={workbench} />
      <span className="pair">
        {previous && <ActionButton action={previous} side="bottom" />}
        {next && <ActionButton action={next} side="bottom" />}
      </span>
      <More actions={[action("reopen"), action("send-back")]} />
      <ThemeSwitch />
    </header>
  );
}
