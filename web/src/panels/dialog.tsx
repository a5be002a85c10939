/** Modal dialogs on the browser's own <dialog>: focus stays inside, Esc closes, the rest of the page is inert. */
import { type ReactNode, useLayoutEffect, useRef } from "react";
import { text } from "../text";
import { Icon } from "./icons";
import "./dialog.css";

/** Open as long as it is mounted. `onClose` must unmount it. */
export function Dialog({
  title,
  onClose,
  wide,
  children,
}: {
  title: string;
  onClose: () => void;
  wide?: boolean;
  children: ReactNode;
}) {
  const dialog = useRef<HTMLDialogElement>(null);
  useLayoutEffect(() => {
    const element = dialog.current;
    element?.showModal(); // focuses the first control, which is the one that closes
    element?.querySelector("textarea")?.focus();
    return () => element?.close();
  }, []);
  return (
    <dialog
      ref={dialog}
      className={wide ? "dialog wide" : "dialog"}
      aria-label={title}
      onCancel={onClose}
      onClose={onClose}
    >
      <header className="spread">
        <h2>{title}</h2>
        <button type="button" className="button quiet icon" aria-label={text.common.close} onClick={onClose}>
          <Icon name="reject" />
        </button>
      </header>
      {children}
    </dialog>
  );
}
