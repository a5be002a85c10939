/** Starts the page: theme, query cache, routes. */
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { ApiError } from "./api/errors";
import { App } from "./app";
import { Notices } from "./panels/notices";
import { applyTheme } from "./panels/theme";
import { TipProvider } from "./panels/tip";
import "./styles/tokens.css";
import "./styles/base.css";

applyTheme();

const queries = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 2_000,
      retry: (failures, error) => failures < 2 && !(error instanceof ApiError), // an answer stays the same, a lost line may come back
    },
  },
});

const root = document.getElementById("root");
if (!root) throw new Error("index.html has no #root");
createRoot(root).render(
  <StrictMode>
    <QueryClientProvider client={queries}>
      <TipProvider delayDuration={500}>
        <App />
        <Notices />
      </TipProvider>
    </QueryClientProvider>
  </StrictMode>,
);
