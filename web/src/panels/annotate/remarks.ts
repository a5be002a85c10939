/** What the editor has to tell, in words. */
import type { Remark } from "../../editor";
import { text } from "../../text";
import type { Classes } from "./objects";

export function wordsOfRemark(remark: Remark, classes: Classes): string {
  if (remark.kind === "merged") return text.remarks.merged(classes.nameOf(remark.class));
  if ("left" in remark) return text.remarks[remark.kind](remark.left);
  if (remark.kind === "unchanged") return text.remarks.unchanged[remark.action];
  return text.remarks[remark.kind];
}
