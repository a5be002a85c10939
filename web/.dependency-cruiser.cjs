/** The doors inside the web app: what a room may import. The canvas engine knows neither React nor the network. */
module.exports = {
  forbidden: [
    {
      name: "no-circular",
      severity: "error",
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ["type-only"] } },
    },
    {
      name: "editor-stands-alone",
      comment: "The engine is framework-free: no package at all, and nothing from the React shell.",
      severity: "error",
      from: { path: "^src/editor/", pathNot: "\\.test\\.ts$" },
      to: { pathNot: "^src/editor/" },
    },
    {
      name: "editor-tests-without-shell",
      severity: "error",
      from: { path: "^src/editor/.*\\.test\\.ts$" },
      to: { path: "^src/(api|pages|panels|main)" },
    },
    {
      name: "api-below-pages",
      comment: "The API client does not know who shows its answers.",
      severity: "error",
      from: { path: "^src/api/" },
      to: { path: "^src/(pages|panels|editor|main)" },
    },
    {
      name: "panels-below-pages",
      severity: "error",
      from: { path: "^src/panels/" },
      to: { path: "^src/(pages|main)" },
    },
    {
      name: "saving-without-screen",
      comment: "Unsent changes outlive every page.",
      severity: "error",
      from: { path: "^src/saving/" },
      to: { path: "^src/(pages|panels|main)|^node_modules/react" },
    },
    { name: "resolvable", severity: "error", from: {}, to: { couldNotResolve: true } },
  ],
  options: {
    doNotFollow: { path: "node_modules" },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: "tsconfig.json" },
    enhancedResolveOptions: { exportsFields: ["exports"], conditionNames: ["import", "default", "types"] },
  },
};
