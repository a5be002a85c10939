/** The plain frame of set-up and sign-in. */
import type { ReactNode } from "react";
import { text } from "../text";
import { Logo } from "./icons";
import { useTitle } from "./shell";
import "./gate.css";

export function Gate({ title, lead, children }: { title: string; lead?: string; children: ReactNode }) {
  useTitle(title);
  return (
    <main className="gate">
      <div className="gate-sign">
        <Logo />
        <span>{text.product}</span>
      </div>
      <div className="panel stack">
        <h1>{title}</h1>
        {lead && <p className="soft">{lead}</p>}
        {children}
      </div>
    </main>
  );
}
