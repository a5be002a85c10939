/** Which page an address shows, and who may see it: set-up first, then sign-in, then everything else. */
import { useQuery } from "@tanstack/react-query";
import { type ComponentType, lazy, Suspense, useEffect } from "react";
import { Redirect, Route, Switch, useLocation } from "wouter";
import { meQuery, setupQuery } from "./api/accounts";
import { ApiError } from "./api/errors";
import type { Me } from "./api/types";
import { PageBoundary } from "./panels/page-boundary";
import { Failed, Loading } from "./panels/states";

// Each page is its own bundle: the annotate page must not wait for charts, nor the others for the canvas engine.
const Setup = lazy(() => import("./pages/setup"));
const SignIn = lazy(() => import("./pages/sign-in"));
const Projects = lazy(() => import("./pages/projects"));
const NewProject = lazy(() => import("./pages/new-project"));
const Images = lazy(() => import("./pages/images"));
const Annotate = lazy(() => import("./pages/annotate"));
const Review = lazy(() => import("./pages/review"));
const Progress = lazy(() => import("./pages/progress"));
const Admin = lazy(() => import("./pages/admin"));
const RoundPage = lazy(() => import("./pages/round"));
const Settings = lazy(() => import("./pages/settings"));
const Account = lazy(() => import("./pages/account"));
const Users = lazy(() => import("./pages/users"));
const Missing = lazy(() => import("./pages/missing"));

export type PageProps = { me: Me; project: number; image: number; round: number };

function Pages({ me }: { me: Me }) {
  useEffect(() => {
    const attending = import("./saving/start").then(({ attend }) => attend(me.id));
    return () => void attending.then((leave) => leave());
  }, [me.id]);
  const page = (path: string, Page: ComponentType<PageProps>) => (
    <Route path={path}>
      {(params: Record<string, string | undefined>) => (
        <Page me={me} project={Number(params.project)} image={Number(params.image)} round={Number(params.round)} />
      )}
    </Route>
  );
  return (
    <Switch>
      {page("/", Projects)}
      {page("/new-project", NewProject)}
      {page("/account", Account)}
      {page("/users", Users)}
      <Route path="/projects/:project">
        {({ project }) => <Redirect to={`/projects/${project}/images`} replace />}
      </Route>
      {page("/projects/:project/images", Images)}
      {page("/projects/:project/images/:image", Annotate)}
      {page("/projects/:project/review", Review)}
      {page("/projects/:project/progress", Progress)}
      {page("/projects/:project/admin", Admin)}
      {page("/projects/:project/admin/rounds/:round", RoundPage)}
      {page("/projects/:project/settings", Settings)}
      <Route path="/sign-in">
        <Redirect to="/" replace />
      </Route>
      <Route path="/setup">
        <Redirect to="/" replace />
      </Route>
      <Route>
        <Missing />
      </Route>
    </Switch>
  );
}

/** A stranger sees set-up (before the first admin exists) or sign-in, whatever the address; after it, the page asked for. */
function Stranger() {
  const setup = useQuery(setupQuery);
  if (setup.error) return <Failed error={setup.error} retry={() => setup.refetch()} />;
  if (!setup.data) return <Loading />;
  return setup.data.needed ? <Setup tokenRequired={setup.data.token_required} /> : <SignIn />;
}

export function App() {
  const me = useQuery(meQuery);
  const [address] = useLocation();
  const stranger = me.error instanceof ApiError && me.error.status === 401;
  return (
    <PageBoundary address={address}>
      <Suspense fallback={<Loading />} key={stranger ? "stranger" : address.split("/")[1]}>
        {stranger ? (
          <Stranger />
        ) : me.data ? (
          <Pages me={me.data} />
        ) : me.error ? (
          <Failed error={me.error} retry={() => me.refetch()} />
        ) : (
          <Loading />
        )}
      </Suspense>
    </PageBoundary>
  );
}
