/** The line above the canvas: where one is, whether all is saved, and what is said about the whole image. */
import { useState } from "react";
import { Link } from "wouter";
import type { ImageOpened, Project } from "../../api/types";
import type { Action } from "../../editor";
import type { OutboxState } from "../../saving/outbox";
import { text } from "../../text";
import { CommentDialog } from "../comment-dialog";
import { Icon } from "../icons";
import { listAddress } from "../image-list";
import { Menu, MenuItem } from "../menu";
import { ThemeSwitch } from "../shell";
import { ImageStateWord } from "../states";
import { Tip } from "../tip";
import { People } from "./company-bar";
import { keyWords } from "./keys";
import { Saved } from "./saved";
import { ActionButton, keepFocus } from "./tool-rail";
import type { Workbench } from "./workbench";

function More({ workbench, image, project }: { workbench: Workbench; image: ImageOpened; project: Project }) {
  const [asking, setAsking] = useState(false);
  const reviews = project.role !== "annotator" && image.state !== "open";
  if (image.state === "open") return null;
  return (
    <>
      <Menu
        trigger={
          <button type="button" className="button quiet icon" aria-label={text.annotate.more}>
            <Icon name="more" />
          </button>
        }
      >
        <MenuItem onSelect={() => workbench.actions.act("reopen")}>{text.annotate.reopen}</MenuItem>
        {reviews && <MenuItem onSelect={() => setAsking(true)}>{text.annotate.sendBackAsk}</MenuItem>}
      </Menu>
      {asking && (
        <CommentDialog
          title={text.annotate.sendBack}
          ask={text.annotate.comment}
          hint={text.annotate.sendBackHint}
          button={text.annotate.sendBack}
          send={(words, id) => workbench.actions.say(id, { text: words, send_back: true })}
          onClose={() => setAsking(false)}
        />
      )}
    </>
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
        <button type="button" className="button" onClick={() => workbench.actions.act("reopen")}>
          {text.annotate.reopen}
        </button>
      ) : (
        <WordButton action={action("accept-image")} label={text.annotate.accept} primary />
      )}
      <span className="pair">
        {previous && <ActionButton action={previous} side="bottom" />}
        {next && <ActionButton action={next} side="bottom" />}
      </span>
      <More workbench={workbench} image={image} project={project} />
      <ThemeSwitch />
    </header>
  );
}
