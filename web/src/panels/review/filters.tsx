/** Which objects the grid shows, and in which order. What is chosen stands in the address, so that Back brings it back. */
import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { membersQuery } from "../../api/projects";
import type { ReviewFilter } from "../../api/review";
import { roundsQuery } from "../../api/rounds";
import type { Project } from "../../api/types";
import { text } from "../../text";

/** The filter that an address carries; what it lacks is the server's default. */
export function filterOf(search: string): ReviewFilter {
  const given = new URLSearchParams(search);
  const filter: Record<string, unknown> = Object.fromEntries(given);
  if (given.has("state")) filter.state = given.getAll("state");
  return filter as ReviewFilter;
}

/** The address that carries a filter. */
export function searchOf(filter: ReviewFilter): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(filter))
    for (const one of [value ?? []].flat()) search.append(name, String(one));
  return search.toString();
}

type Choice = readonly [value: string, label: string];

function Select({
  label,
  value,
  choices,
  choose,
}: {
  label: string;
  value: unknown;
  choices: readonly Choice[];
  choose: (value: string) => void;
}) {
  return (
    <label className="filter">
      <span className="small soft">{label}</span>
      <select className="plain" value={String(value ?? "")} onChange={({ target }) => choose(target.value)}>
        {choices.map(([one, words]) => (
          <option key={one} value={one}>
            {words}
          </option>
        ))}
      </select>
    </label>
  );
}

type Props = {
  project: Project;
  filter: ReviewFilter;
  setFilter: (filter: ReviewFilter) => void;
  children?: ReactNode;
};

const states: readonly Choice[] = [
  ["suggested", text.review.states.suggested],
  ["accepted", text.objectStates.accepted],
  ["fixed", text.objectStates.fixed],
  ["accepted,fixed", text.review.states.decided],
  ["suggested,accepted,fixed", text.review.states.masked],
  ["drawn", text.review.states.drawn],
];
const words = text.review;
const orders: readonly Choice[] = (["looks", "certainty", "random", "image"] as const).map((one) => [
  one,
  words.orders[one],
]);
const shares: readonly Choice[] = ["0.1", "0.2", "0"].map((one) => [one, words.share(Number(one))]);
const ranges: readonly Choice[] = [
  ["", words.any],
  ["0,0.5", words.range(0, 0.5)],
  ["0.5,0.8", words.range(0.5, 0.8)],
  ["0.8,0.95", words.range(0.8, 0.95)],
  ["0.95,1", words.range(0.95, 1)],
];
const origins: readonly Choice[] = [
  ["", words.any],
  ...(["fused", "grabcut", "mcg", "annnet", "guided", "human"] as const).map(
    (one): Choice => [one, text.objects.origin(one, null)],
  ),
];
const seen: readonly Choice[] = [
  ["", words.any],
  ["false", words.seen.false],
  ["true", words.seen.true],
];
const flags: readonly Choice[] = [
  ["", words.any],
  ...(["truncated", "occluded", "difficult"] as const).map((one): Choice => [one, text.objects.flags[one]]),
];

export function Filters({ project, filter, setFilter, children }: Props) {
  const { data: members = [] } = useQuery(membersQuery(project.id));
  const { data: rounds = [] } = useQuery(roundsQuery(project.id));
  const set = (changes: Record<string, unknown>) => {
    const wanted: Record<string, unknown> = { ...filter, ...changes };
    setFilter(Object.fromEntries(Object.entries(wanted).filter(([, value]) => value !== "" && value !== undefined)));
  };
  const range = filter.certainty_from === undefined ? "" : `${filter.certainty_from},${filter.certainty_to}`;
  const order = filter.order ?? "looks";
  return (
    <div className="review-filters">
      <Select
        label={words.filters.state}
        value={[filter.state ?? "suggested"].flat().join()}
        choices={states}
        choose={(one) => set({ state: one.split(",") })}
      />
      <Select
        label={words.filters.class}
        value={filter.class_id}
        choices={[["", words.any], ...project.classes.map((one): Choice => [String(one.id), one.name])]}
        choose={(class_id) => set({ class_id })}
      />
      <Select label={words.filters.order} value={order} choices={orders} choose={(one) => set({ order: one })} />
      {(order === "looks" || order === "certainty") && (
        <Select
          label={words.filters.random}
          value={filter.random ?? "0.1"}
          choices={shares}
          choose={(random) => set({ random })}
        />
      )}
      <Select
        label={words.filters.certainty}
        value={range}
        choices={ranges}
        choose={(one) => {
          const [certainty_from, certainty_to] = one.split(",");
          set({ certainty_from: certainty_from || undefined, certainty_to });
        }}
      />
      <Select
        label={words.filters.origin}
        value={filter.origin}
        choices={origins}
        choose={(origin) => set({ origin })}
      />
      {rounds.length > 0 && (
        <Select
          label={words.filters.round}
          value={filter.round}
          choices={[
            ["", words.any],
            ...rounds.map((one): Choice => [String(one.number), text.rounds.name(one.number)]),
          ]}
          choose={(round) => set({ round })}
        />
      )}
      {members.length > 0 && (
        <Select
          label={words.filters.person}
          value={filter.person}
          choices={[["", words.any], ...members.map((one): Choice => [String(one.user_id), one.name])]}
          choose={(person) => set({ person })}
        />
      )}
      <Select label={words.filters.flag} value={filter.flag} choices={flags} choose={(flag) => set({ flag })} />
      <Select
        label={words.filters.comments}
        value={filter.commented}
        choices={[
          ["", words.any],
          ["true", words.commented],
        ]}
        choose={(commented) => set({ commented })}
      />
      <Select
        label={words.filters.seen}
        value={filter.reviewed}
        choices={seen}
        choose={(one) => set({ reviewed: one })}
      />
      {children}
    </div>
  );
}
