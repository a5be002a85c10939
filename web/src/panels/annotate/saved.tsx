/** Whether everything is stored: saved, saving, offline or signed out. Not read out at every stroke; announcer.tsx tells the rest. */

import type { OutboxState } from "../../saving/outbox";
import { text } from "../../text";
import { Icon } from "../icons";

function statusOf({ waiting, line }: OutboxState): "saved" | "saving" | "offline" | "signedOut" {
  if (line === "signed-out") return "signedOut";
  if (line === "down") return "offline";
  return waiting > 0 ? "saving" : "saved";
}

export function Saved({ outbox, wake }: { outbox: OutboxState; wake: () => void }) {
  const status = statusOf(outbox);
  const calm = status === "saved" || status === "saving";
  return (
    <span className={`saved ${status}`} data-status={status}>
      <Icon name={status === "saved" ? "accept" : calm ? "waiting" : "warning"} />
      <span className={calm ? "calm-words" : undefined}>{text.saved[status](outbox.waiting)}</span>
      {!outbox.keeps && <span className="unkept">{text.saved.unkept}</span>}
      {status === "signedOut" && (
        <button type="button" className="button" onClick={() => location.reload()}>
          {text.saved.signIn}
        </button>
      )}
      {status === "offline" && (
        <button type="button" className="button quiet" onClick={wake}>
          {text.common.again}
        </button>
      )}
    </span>
  );
}
