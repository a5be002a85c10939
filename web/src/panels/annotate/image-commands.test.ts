import { expect, it } from "vitest";
import type { Role } from "../../api/types";
import { imageCommands } from "./image-commands";
import type { Workbench } from "./workbench";

it("who becomes a reviewer while the page is open may send back, and no longer who was one", () => {
  const workbench = { shown: { getState: () => ({ image: { state: "boxed" } }) } } as unknown as Workbench;
  let role: Role = "annotator";
  const sendBack = imageCommands(
    workbench,
    () => role,
    () => {},
  )["send-back"];
  const may = () => typeof sendBack === "object" && sendBack.enabled();
  expect(may()).toBe(false);
  role = "reviewer";
  expect(may()).toBe(true);
  role = "annotator";
  expect(may()).toBe(false);
});
