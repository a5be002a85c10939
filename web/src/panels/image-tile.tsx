/** One image in the grid: thumbnail, name, how far it and its objects are, and what may be done to it. */
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { type KeyboardEvent, useState } from "react";
import { Link } from "wouter";
import { answer, http } from "../api/client";
import { notYet, OfflineError, refused, wordsOf } from "../api/errors";
import { fetchFile, makeLevels, thumbnailUrl } from "../api/images";
import { membersQuery } from "../api/projects";
import type { ImageListed, ObjectState, Project } from "../api/types";
import { text } from "../text";
import type { Choosing } from "./choosing";
import { isChosen } from "./chosen";
import { Icon } from "./icons";
import { Menu, MenuItem } from "./menu";
import { showProblem } from "./notices";
import { ImageStateWord } from "./states";

const path = (project: Project, image: ImageListed) => ({
  params: { path: { project_id: project.id, image_id: image.id } },
});

type MenuProps = { project: Project; image: ImageListed; choosing: Choosing | null };

function ImageMenu({ project, image, choosing }: MenuProps) {
  const queries = useQueryClient();
  const act = (call: Promise<unknown>) =>
    call.catch(showProblem).then(() => queries.invalidateQueries({ queryKey: ["project", project.id] }));
  const at = path(project, image);
  const setGold = () =>
    act(answer(http.PUT("/api/projects/{project_id}/images/{image_id}/gold", { ...at, body: { gold: !image.gold } })));
  const remove = () => {
    if (!confirm(text.images.confirmDelete(image.name))) return;
    const gone = answer(http.DELETE("/api/projects/{project_id}/images/{image_id}", at));
    act(gone.then(() => choosing?.drop(image.id)));
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

const askAgain = 4_000; // ms until a thumbnail that is not made yet is asked for again
const mostTries = 15;

/** Where an image's thumbnail stands: one that is being made is waited for, one that cannot be made is left alone. */
function useThumbnail(project: Project, image: ImageListed) {
  const [missing, setMissing] = useState(false);
  const query = useQuery({
    queryKey: ["thumbnail", project.id, image.id],
    queryFn: () => fetchFile(thumbnailUrl(project.id, image)).then(() => true),
    enabled: missing,
    retry: (failures, problem) => (notYet(problem) || problem instanceof OfflineError) && failures < mostTries,
    retryDelay: askAgain,
    staleTime: Number.POSITIVE_INFINITY,
    refetchOnWindowFocus: false,
    refetchOnReconnect: false,
    retryOnMount: false,
  });
  const make = async () => {
    if (refused(query.error)) await makeLevels(project.id, image.id);
    await query.refetch();
  };
  const again = () => make().catch(showProblem);
  return { missing: missing && !query.isSuccess, lack: () => setMissing(true), problem: query.error, again };
}

const missingId = ({ id }: ImageListed) => `missing-${id}`;

type ThumbnailProps = { project: Project; image: ImageListed; thumbnail: ReturnType<typeof useThumbnail> };

function Thumbnail({ project, image, thumbnail: { missing, lack, problem } }: ThumbnailProps) {
  if (!missing) return <img src={thumbnailUrl(project.id, image)} alt="" decoding="async" onError={lack} />;
  const words = problem && !notYet(problem) ? text.images.noThumbnail(wordsOf(problem)) : text.images.inTheMaking;
  return (
    <span id={missingId(image)} className="tile-missing">
      {words}
    </span>
  );
}

const states: readonly ObjectState[] = ["accepted", "fixed", "suggested", "drawn"];

/** How many of the objects are in which state, as a line and in numbers. */
function ObjectsLine({ image }: { image: ImageListed }) {
  const there = states.filter((state) => image[state] > 0);
  const words = there.map((state) => `${image[state]} ${text.objectStates[state].toLowerCase()}`).join(", ");
  return (
    <span className="tile-objects" title={words}>
      <span className="soft small">
        {text.images.objects(image.objects)}
        {image.objects > 0 && ` · ${text.images.decided(image.accepted + image.fixed)}`}
      </span>
      {there.length > 0 && (
        <span className="parts" role="img" aria-label={words}>
          {there.map((state) => (
            <span key={state} className={state} style={{ flexGrow: image[state] }} />
          ))}
        </span>
      )}
    </span>
  );
}

/** Whose the image is, when it is somebody's. */
function Assignee({ project, id }: { project: Project; id: number }) {
  const { data: members = [] } = useQuery(membersQuery(project.id));
  const name = members.find((member) => member.user_id === id)?.name;
  if (!name) return null;
  return (
    <span className="assignee" title={text.assignment.assignedTo(name)}>
      <Icon name="person" />
      {name}
    </span>
  );
}

type CheckProps = { image: ImageListed; choosing: Choosing; focusable: boolean; press: (event: KeyboardEvent) => void };

/** Says whether the image is chosen. */
function Check({ image: { id, name }, choosing, focusable, press }: CheckProps) {
  return (
    <label className="tile-check" title={text.choosing.hint}>
      <input
        type="checkbox"
        aria-label={text.choosing.choose(name)}
        checked={isChosen(choosing.chosen, id)}
        tabIndex={focusable ? 0 : -1}
        onChange={({ nativeEvent }) =>
          (nativeEvent as MouseEvent).shiftKey ? choosing.reach(id) : choosing.toggle(id)
        }
        onKeyDown={press}
      />
    </label>
  );
}

type TileProps = {
  project: Project;
  image: ImageListed;
  choosing: Choosing | null;
  focusable: boolean;
  link: (element: HTMLElement | null) => void;
  press: (event: KeyboardEvent) => void;
};

export function Tile({ project, image, choosing, focusable, link, press }: TileProps) {
  const thumbnail = useThumbnail(project, image);
  return (
    <>
      <Link
        to={`/projects/${project.id}/images/${image.id}`}
        className="tile-link"
        aria-label={text.images.annotate(image.name)}
        aria-describedby={thumbnail.missing ? missingId(image) : undefined}
        tabIndex={focusable ? 0 : -1}
        ref={link}
        onKeyDown={press}
      >
        <Thumbnail project={project} image={image} thumbnail={thumbnail} />
      </Link>
      {choosing && <Check image={image} choosing={choosing} focusable={focusable} press={press} />}
      {thumbnail.missing && thumbnail.problem && (
        <button
          type="button"
          className="button tile-again"
          aria-label={text.images.makeAgain(image.name)}
          onClick={thumbnail.again}
        >
          {text.common.again}
        </button>
      )}
      <div className="tile-words">
        <span className="tile-name" title={image.name}>
          {image.name}
        </span>
        <span className="soft small row">
          <ImageStateWord state={image.state} />
          {image.gold && (
            <span className="gold" title={text.images.gold}>
              <Icon name="gold" />
              <span className="hidden-text">{text.images.gold}</span>
            </span>
          )}
          {image.assignee_id !== null && <Assignee project={project} id={image.assignee_id} />}
          {image.comment && (
            <span className="comment" title={text.images.sentBack(image.comment)}>
              {text.images.sentBack(image.comment)}
            </span>
          )}
        </span>
        <ObjectsLine image={image} />
      </div>
      {project.role === "admin" && <ImageMenu project={project} image={image} choosing={choosing} />}
    </>
  );
}
