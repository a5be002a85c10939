"""What each head sees (paper figure 5): counts for every supervision and r, and draws that only the seed decides."""

import pytest

from ml.data.sampler import draw_epoch, plan_batch, share_batch, steps_in_epoch

F, W = 10, 20


@pytest.mark.parametrize(("ratio", "from_f"), [(5, 20), (6, 24), (7, 28)])
def test_mixed_gives_the_strong_head_r_of_8_from_f_and_shares_the_first_w(ratio: int, from_f: int):
    plan = plan_batch("mixed", ratio, 32, True)
    batch = draw_epoch(plan, F, W, 1, (0,))[0]
    strong, weak = batch[plan.strong], batch[plan.weak]
    assert [draw.index < F for draw in strong] == [True] * from_f + [False] * (32 - from_f)
    assert len(weak) == 32
    assert all(F <= draw.index < F + W for draw in weak)
    assert strong[from_f:] == weak[: 32 - from_f]


def test_dual_keeps_the_heads_apart():
    plan = plan_batch("dual", 7, 32, True)
    batch = draw_epoch(plan, F, W, 1, (0,))[0]
    assert all(draw.index < F for draw in batch[plan.strong])
    assert all(draw.index >= F for draw in batch[plan.weak])
    assert (len(batch[plan.strong]), len(batch[plan.weak]), plan.rows) == (32, 32, 64)


def test_single_trains_one_head_on_everything():
    plan = plan_batch("single", 7, 30, True)
    batch = draw_epoch(plan, F, W, 1, (0,))[0]
    assert sorted(draw.index for draw in batch[plan.strong]) == list(range(30))
    assert batch[plan.weak] == []


@pytest.mark.parametrize("supervision", ["single", "dual", "mixed"])
def test_without_w_the_strong_head_sees_f(supervision):
    plan = plan_batch(supervision, 7, 32, False)
    batch = draw_epoch(plan, F, 0, 1, (0,))[0]
    assert len(batch[plan.strong]) == 32
    assert batch[plan.weak] == []


def test_every_example_comes_once_before_any_comes_twice():
    plan = plan_batch("mixed", 7, 8, True)
    drawn = [draw.index for batch in draw_epoch(plan, 21, 16, 3, (0,)) for draw in batch[: plan.from_f]]
    assert sorted(drawn) == list(range(21))


def test_the_seed_alone_decides():
    plan = plan_batch("mixed", 7, 8, True)
    assert draw_epoch(plan, F, W, 3, (1, 2)) == draw_epoch(plan, F, W, 3, (1, 2))
    assert draw_epoch(plan, F, W, 3, (1, 2)) != draw_epoch(plan, F, W, 3, (1, 3))


def test_an_epoch_is_f_plus_w_over_the_batch():
    assert steps_in_epoch(1464, 9118, 32, 0) == 331  # 10582 / 32 = 330.7
    assert steps_in_epoch(1464, 9118, 32, 5) == 5


@pytest.mark.parametrize("supervision", ["single", "dual", "mixed"])
@pytest.mark.parametrize("ratio", [5, 6, 7])
@pytest.mark.parametrize("count", [2, 4])
def test_shares_are_equal_and_together_the_batch(supervision, ratio: int, count: int):
    plan = plan_batch(supervision, ratio, 8, True)
    rows = list(range(plan.rows))
    shares = [share_batch(plan, number, count) for number in range(count)]
    strong = [row for share in shares for row in rows[share.rows][share.strong]]
    weak = [row for share in shares for row in rows[share.rows][share.weak]]
    assert sorted(strong) == rows[plan.strong]
    assert sorted(weak) == rows[plan.weak]
    assert {share.strong.stop for share in shares} == {8 // count}
    assert {len(rows[share.rows][share.weak]) for share in shares} == {len(rows[plan.weak]) // count}


@pytest.mark.parametrize(
    ("supervision", "f", "w", "empty"), [("mixed", 0, 5, "F"), ("dual", 5, 0, "W"), ("single", 0, 0, "F and W")]
)
def test_nothing_to_draw_from_is_explained(supervision, f: int, w: int, empty: str):
    with pytest.raises(ValueError, match=f"no training examples: {empty} holds no image"):
        draw_epoch(plan_batch(supervision, 7, 8, True), f, w, 1, (0,))


def test_a_batch_larger_than_the_data_repeats_it():
    batch = draw_epoch(plan_batch("mixed", 7, 8, True), 2, 1, 1, (0,))[0]
    drawn = [draw.index for draw in batch]
    assert sorted((drawn.count(0), drawn.count(1), drawn.count(2))) == [3, 4, 8]
    assert len({draw.seed for draw in batch}) == 15
