/** Thumbnails of images, page after page, with their state, gold mark and what may be done to them. */
import { useInfiniteQuery, useQueryClient } from "@tanstack/react-query";
import { useCallback, useRef } from "react";
import { Link } from "wouter";
import { answer, http } from "../api/client";
import { type ImageFilter, imagesQuery, thumbnailUrl } from "../api/images";
import type { ImageListed, Project } from "../api/types";
import { text } from "../text";
import { Icon } from "./icons";
import { Menu, MenuItem } from "./menu";
import { showProblem } from "./notices";
import { Empty, Failed, ImageStateWord, Loading } from "./states";
import "./image-grid.css";

const path = (project: Project, image: ImageListed) => ({
  params: { path: { project_id: project.id, image_id: image.id } },
});

function ImageMenu({ project, image }: { project: Project; image: ImageListed }) {
  const queries = useQueryClient();
  const act = (call: Promise<unknown>) =>
    call.catch(showProblem).then(() => queries.invalidateQueries({ queryKey: ["project", project.id] }));
  const at = path(project, image);
  const setGold = () =>
    act(answer(http.PUT("/api/projects/{project_id}/images/{image_id}/gold", { ...at, body: { gold: !image.gold } })));
  const remove = () => {
    if (confirm(text.images.confirmDelete(image.name)))
      act(answer(http.DELETE("/api/projects/{project_id}/images/{image_id}", at)));
  };
  return (
    <Menu
      trigger={
        <button type="button" className="button quiet icon" aria-label={text.images.actions(image.name)}>
          <Icon name="more" />
        </button>
      }
    >
      <MenuItem onSelect={setGold}>
        <Icon name="gold" />
        {image.gold ? text.images.unmarkGold : text.images.markGold}
      </MenuItem>
      <MenuItem danger onSelect={remove}>
        <Icon name="delete" />
        {text.images.delete}
      </MenuItem>
    </Menu>
  );
}

function Tile({ project, image }: { project: Project; image: ImageListed }) {
  return (
    <li className="tile">
      <Link
        to={`/projects/${project.id}/images/${image.id}`}
        className="tile-link"
        aria-label={text.images.annotate(image.name)}
      >
        <img src={thumbnailUrl(project.id, image.id)} alt="" loading="lazy" decoding="async" />
      </Link>
      <div className="tile-words">
        <span className="tile-name" title={image.name}>
          {image.name}
        </span>
        <span className="soft small row">
          <ImageStateWord state={image.state} />
          <span>{text.images.objects(image.objects)}</span>
          {image.gold && (
            <span className="gold" title={text.images.gold}>
              <Icon name="gold" />
              <span className="hidden-text">{text.images.gold}</span>
            </span>
          )}
        </span>
        {image.comment && <span className="comment small">{text.images.sentBack(image.comment)}</span>}
      </div>
      {project.role === "admin" && <ImageMenu project={project} image={image} />}
    </li>
  );
}

/** Calls `act` whenever the returned ref's element comes into view. */
function useSeen(act: () => void) {
  const latest = useRef(act);
  latest.current = act;
  return useCallback((element: HTMLElement | null) => {
    if (!element) return;
    const observer = new IntersectionObserver(([entry]) => entry?.isIntersecting && latest.current(), {
      rootMargin: "600px",
    });
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
}

export function ImageGrid({ project, filter }: { project: Project; filter: ImageFilter }) {
  const query = useInfiniteQuery(imagesQuery(project.id, filter));
  const more = () => query.hasNextPage && !query.isFetchingNextPage && query.fetchNextPage();
  const end = useSeen(more);
  if (query.error && !query.data) return <Failed error={query.error} retry={() => query.refetch()} />;
  if (!query.data) return <Loading />;
  const images = query.data.pages.flatMap((page) => page.items);
  if (images.length === 0) return <Empty title={text.images.noneFound} icon="zoom" />;
  return (
    <>
      <ul className="tiles">
        {images.map((image) => (
          <Tile key={image.id} project={project} image={image} />
        ))}
      </ul>
      {query.hasNextPage && (
        <button type="button" className="button more" ref={end} onClick={more}>
          {text.images.more}
        </button>
      )}
    </>
  );
}
