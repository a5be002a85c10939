/** Short messages at the lower edge: what failed and what to do. They never block and are read out politely. */
import { useEffect } from "react";
import { create } from "zustand";
import { wordsOf } from "../api/errors";
import { text } from "../text";
import { Icon } from "./icons";
import "./notices.css";

type Notice = { id: number; words: string; kind: keyof typeof KINDS };

/** How each looks, and for how many milliseconds it stays. */
const KINDS = {
  problem: { icon: "warning", stays: 12_000 },
  news: { icon: "accept", stays: 4_000 },
  remark: { icon: "help", stays: 4_000 },
} as const;

const useNotices = create<{ notices: Notice[] }>(() => ({ notices: [] }));
let count = 0;

function show(words: string, kind: Notice["kind"]): void {
  count += 1;
  const notice = { id: count, words, kind };
  useNotices.setState(({ notices }) => ({ notices: [...notices.filter((n) => n.words !== words), notice].slice(-3) }));
}

/** Tells what went wrong; takes an error or words. */
export const showProblem = (problem: unknown) =>
  show(typeof problem === "string" ? problem : wordsOf(problem), "problem");

/** Tells that something happened. */
export const showNews = (words: string) => show(words, "news");

/** Tells why something did not happen, where nothing is wrong. */
export const showRemark = (words: string) => show(words, "remark");

function close(id: number): void {
  useNotices.setState(({ notices }) => ({ notices: notices.filter((notice) => notice.id !== id) }));
}

function NoticeLine({ notice }: { notice: Notice }) {
  useEffect(() => {
    const timer = setTimeout(() => close(notice.id), KINDS[notice.kind].stays);
    return () => clearTimeout(timer);
  }, [notice]);
  return (
    <li className={`notice ${notice.kind}`}>
      <Icon name={KINDS[notice.kind].icon} />
      <span>{notice.words}</span>
      <button
        type="button"
        className="button quiet icon"
        aria-label={text.common.close}
        onClick={() => close(notice.id)}
      >
        <Icon name="reject" />
      </button>
    </li>
  );
}

/** Where the messages appear; once per page. */
export function Notices() {
  const { notices } = useNotices();
  return (
    <ul className="notices" aria-live="polite">
      {notices.map((notice) => (
        <NoticeLine key={notice.id} notice={notice} />
      ))}
    </ul>
  );
}
