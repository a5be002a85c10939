/** All tools, in the order people should see them: adding one is its file and a line here. */

import { boxTool } from "./box";
import { brushTool, eraserTool } from "./brush";
import { knifeTool } from "./knife";
import { polygonTool } from "./polygon";
import { selectTool } from "./select";
import type { Tool, ToolHost, ToolKind } from "./tool";

export const TOOLS = {
  select: selectTool,
  box: boxTool,
  brush: brushTool,
  erase: eraserTool,
  polygon: polygonTool,
  knife: knifeTool,
} satisfies Record<string, ToolKind>;

export type ToolId = keyof typeof TOOLS;

export const TOOL_IDS = Object.keys(TOOLS) as readonly ToolId[];

/** One of each, working on this host. */
export function makeTools(host: ToolHost): Record<ToolId, Tool> {
  return Object.fromEntries(TOOL_IDS.map((id) => [id, TOOLS[id].make(host)])) as Record<ToolId, Tool>;
}
