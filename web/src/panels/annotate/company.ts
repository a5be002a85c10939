/** Who else has the opened image open and who works on it; tells the server that this page has it open, as long as it has. */
import { createStore } from "zustand/vanilla";
import { answer, http } from "../../api/client";
import type { components } from "../../api/schema";
import { tab } from "../../saving/tabs";

export type Presence = components["schemas"]["Presence"];

const path = "/api/projects/{project_id}/images/{image_id}/presence/{tab}" as const;
const every = 8_000; // ms; the server takes a tab that is silent for 20 s for closed

const settles = 300; // ms

const nobody: Presence = { others: [], holder: null };

export class Company {
  readonly shown = createStore<Presence>(() => nobody);
  readonly #project: number;
  readonly #works: () => boolean;
  readonly #timer = setInterval(() => this.look(), every);
  #image = 0;
  #selected: string | null = null;
  #soon: ReturnType<typeof setTimeout> | undefined;

  /** `works`: whether the person did something lately. */
  constructor(project: number, works: () => boolean) {
    this.#project = project;
    this.#works = works;
    addEventListener("pagehide", this.#leave);
  }

  destroy(): void {
    clearInterval(this.#timer);
    clearTimeout(this.#soon);
    removeEventListener("pagehide", this.#leave);
    this.#leave();
  }

  /** This page shows that image now. */
  open(image: number): void {
    if (image === this.#image) return;
    this.#leave();
    this.#image = image;
    this.shown.setState(nobody, true);
    this.#say({ works: true });
  }

  /** Others see which object is selected here, once the selection rests for a moment. Alone, nobody is to be told. */
  select(object: string | null): void {
    if (object === this.#selected) return;
    this.#selected = object;
    clearTimeout(this.#soon);
    if (this.shown.getState().others.length > 0) this.#soon = setTimeout(this.look, settles);
  }

  /** Somebody's tab came, went or selected something: whoever comes is told in return what is selected here. */
  heard(by: string): void {
    if (by !== tab) this.look();
  }

  /** Says that the page is still there, and hears who else is. */
  look = (): void => void this.#say({ works: this.#works() });

  /** Whether somebody else works on the image. */
  isOthers(user: number): boolean {
    const { holder } = this.shown.getState();
    return !!holder && holder.id !== user;
  }

  /** Works on the image although somebody else does. */
  takeOver = (): void => void this.#say({ takes_over: true });

  async #say(body: { works?: boolean; takes_over?: boolean }): Promise<void> {
    const image = this.#image;
    if (image === 0) return;
    const params = { path: { project_id: this.#project, image_id: image, tab } };
    try {
      const presence = await answer(
        http.PUT(path, { params, body: { object_id: this.#selected, works: false, takes_over: false, ...body } }),
      );
      if (image === this.#image) this.shown.setState(presence, true);
    } catch {
      // offline or signed out: the line above says so, and company can wait
    }
  }

  #leave = (): void => {
    if (this.#image === 0) return;
    const params = { path: { project_id: this.#project, image_id: this.#image, tab } };
    http.DELETE(path, { params, keepalive: true }).catch(() => {});
    this.#image = 0;
  };
}
