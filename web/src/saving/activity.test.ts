/** Active and waiting seconds on a clock that only the test moves. */
import { expect, test } from "vitest";
import { Activity } from "./activity";

function bench() {
  let time = 1_000;
  const activity = new Activity(() => time);
  const pass = (seconds: number) => {
    time += seconds * 1000;
  };
  return { activity, pass };
}

test("time between inputs counts, and taking it starts anew", () => {
  const { activity, pass } = bench();
  pass(2);
  activity.touch();
  pass(3);
  expect(activity.take()).toEqual({ active: 5, waiting: 0 });
  pass(1);
  expect(activity.take()).toEqual({ active: 1, waiting: 0 });
  expect(activity.total()).toBe(6);
});

test("fifteen seconds after the last input nobody works any more", () => {
  const { activity, pass } = bench();
  pass(4);
  activity.touch();
  pass(600);
  activity.touch();
  pass(1);
  expect(activity.take()).toEqual({ active: 4 + 15 + 1, waiting: 0 });
});

test("a hidden page counts nothing, however long, and coming back is no input before it", () => {
  const { activity, pass } = bench();
  pass(2);
  activity.hide(true);
  pass(5);
  activity.touch();
  activity.hide(false);
  pass(3);
  expect(activity.take()).toEqual({ active: 5, waiting: 0 });
});

test("waiting for a suggestion is kept apart, also when it takes longer than a pause", () => {
  const { activity, pass } = bench();
  pass(1);
  activity.wait(true);
  pass(10);
  activity.touch(); // moving the mouse while waiting is still waiting
  pass(15);
  activity.wait(false);
  pass(2);
  expect(activity.take()).toEqual({ active: 3, waiting: 25 });
});

test("asking whether one waits again and again changes nothing", () => {
  const { activity, pass } = bench();
  activity.touch();
  for (let i = 0; i < 40; i++) {
    pass(1);
    activity.wait(false);
  }
  expect(activity.take()).toEqual({ active: 15, waiting: 0 });
});
