/** A tooltip for buttons that show only an icon (Radix: on hover and on keyboard focus). */
import { Tooltip } from "radix-ui";
import type { ReactNode } from "react";
import "./tip.css";

export const TipProvider = Tooltip.Provider;

/** `children` must be one focusable element. `keys` are shown as keycaps. */
export function Tip({
  words,
  keys,
  side = "bottom",
  children,
}: {
  words: string;
  keys?: string;
  side?: "bottom" | "right" | "top" | "left";
  children: ReactNode;
}) {
  return (
    <Tooltip.Root>
      <Tooltip.Trigger asChild>{children}</Tooltip.Trigger>
      <Tooltip.Portal>
        <Tooltip.Content className="tip" side={side} sideOffset={6} collisionPadding={8}>
          {words}
          {keys && <kbd>{keys}</kbd>}
        </Tooltip.Content>
      </Tooltip.Portal>
    </Tooltip.Root>
  );
}
