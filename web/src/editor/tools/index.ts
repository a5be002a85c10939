/** All tools, in the order people should see them: adding one is its file and a line here. */

import { boxTool } from "./box";
import { brushTool, eraserTool } from "./brush";
import { extremesTool } from "./extremes";
import { knifeTool } from "./knife";
import { polygonTool } from "./polygon";
import { selectTool } from "./select";
import { smartTool } from "./smart";
import type { Tool, ToolHost, ToolKind } from "./tool";

export const TOOLS = {
  select: selectTool,
  box: boxTool,
  extremes: extremesTool,
  brush: brushTool,
  erase: eraserTool,
  polygon: polygonTool,
  knife: knifeTool,
  smart: smartTool,
} satisfies Record<string, ToolKind>;

export type ToolId = keyof typeof TOOLS;

export const TOOL_IDS = Object.keys(TOOLS) as readonly ToolId[];

/** One of each, working on this host. */
export function makeTools(host: ToolHost): Record<ToolId, Tool> {
  return Object.fromEntries(TOOL_IDS.map((id) => [id, TOOLS[id].make(host)])) as Record<ToolId, Tool>;
}
