/** The frame around every page but the canvas: project tabs, theme switch, account menu. */
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { type ReactNode, useEffect } from "react";
import { Link, useLocation } from "wouter";
import { answer, http } from "../api/client";
import { useLive } from "../api/live";
import { projectQuery } from "../api/projects";
import type { Me, Project } from "../api/types";
import { text } from "../text";
import { Icon, Logo } from "./icons";
import { Menu, MenuItem } from "./menu";
import { showProblem } from "./notices";
import { Answer } from "./states";
import "./shell.css";
import { listAddress } from "./image-list";
import { useTheme } from "./theme";

/** Sets the browser tab's title while a page is shown. */
export function useTitle(...parts: (string | undefined)[]): void {
  const title = [...parts.filter(Boolean), text.product].join(" · ");
  useEffect(() => {
    document.title = title;
  }, [title]);
}

/** The switch between light and dark. */
export function ThemeSwitch() {
  const { theme, choose } = useTheme();
  const other = theme === "dark" ? "light" : "dark";
  return (
    <button
      type="button"
      className="button quiet icon"
      aria-label={text.shell.theme(other)}
      onClick={() => choose(other)}
    >
      <Icon name={other === "dark" ? "moon" : "sun"} />
    </button>
  );
}

function AccountMenu({ me }: { me: Me }) {
  const queries = useQueryClient();
  const [, go] = useLocation();
  const signOut = async () => {
    await answer(http.DELETE("/api/session")).catch(showProblem);
    queries.clear();
    go("/");
  };
  return (
    <Menu
      trigger={
        <button type="button" className="button quiet" aria-label={me.name}>
          <Icon name="person" />
          <span className="account-name">{me.name}</span>
          <Icon name="down" />
        </button>
      }
    >
      <MenuItem onSelect={() => go("/account")}>{text.shell.account}</MenuItem>
      {me.is_admin && <MenuItem onSelect={() => go("/users")}>{text.shell.users}</MenuItem>}
      <MenuItem onSelect={signOut}>{text.shell.signOut}</MenuItem>
    </Menu>
  );
}

function Tab({ to, children }: { to: string; children: ReactNode }) {
  const [address] = useLocation();
  return (
    <Link to={to} className="tab" aria-current={address.startsWith(to.replace(/[?].*/, "")) ? "page" : undefined}>
      {children}
    </Link>
  );
}

function ProjectTabs({ project }: { project: Project }) {
  const base = `/projects/${project.id}`;
  return (
    <>
      <span className="crumb" aria-hidden="true">
        /
      </span>
      <strong className="project-name">{project.name}</strong>
      <nav className="tabs" aria-label={text.shell.projectPages}>
        <Tab to={listAddress(project.id)}>{text.images.title}</Tab>
        <Tab to={`${base}/review`}>{text.review.title}</Tab>
        <Tab to={`${base}/progress`}>{text.progress.title}</Tab>
        {project.role === "admin" && <Tab to={`${base}/admin`}>{text.admin.title}</Tab>}
        {project.role === "admin" && <Tab to={`${base}/settings`}>{text.settings.title}</Tab>}
      </nav>
    </>
  );
}

/** The frame; `tabs` is what stands next to the product's name. */
export function Shell({ me, tabs, children }: { me: Me; tabs?: ReactNode; children: ReactNode }) {
  return (
    <div className="shell">
      <a className="skip" href="#content">
        {text.shell.skip}
      </a>
      <header className="top">
        <Link to="/" className="home" aria-label={text.shell.home}>
          <Logo />
          <span>{text.product}</span>
        </Link>
        {tabs}
        <span className="push" />
        <ThemeSwitch />
        <AccountMenu me={me} />
      </header>
      <main id="content" className="content">
        {children}
      </main>
    </div>
  );
}

/** The frame of a project's pages: loads the project, keeps it live, and hands it to the page. */
export function ProjectShell({
  me,
  project,
  title,
  children,
}: {
  me: Me;
  project: number;
  title: string;
  children: (project: Project) => ReactNode;
}) {
  const query = useQuery(projectQuery(project));
  useLive(project);
  useTitle(title, query.data?.name);
  return (
    <Shell me={me} tabs={query.data && <ProjectTabs project={query.data} />}>
      <Answer query={query}>{children}</Answer>
    </Shell>
  );
}
