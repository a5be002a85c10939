/** Who is here: set-up, sign-in, users, API tokens. */
import { queryOptions } from "@tanstack/react-query";
import { answer, http } from "./client";

export const setupQuery = queryOptions({
  queryKey: ["setup"],
  queryFn: () => answer(http.GET("/api/setup")),
});

export const meQuery = queryOptions({
  queryKey: ["me"],
  queryFn: () => answer(http.GET("/api/me")),
  staleTime: 60_000,
});

export const usersQuery = queryOptions({
  queryKey: ["users"],
  queryFn: () => answer(http.GET("/api/users")),
});

export const tokensQuery = queryOptions({
  queryKey: ["tokens"],
  queryFn: () => answer(http.GET("/api/tokens")),
});
