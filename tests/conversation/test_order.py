"""One turn of a conversation at a time, whoever gives up on the way."""

from __future__ import annotations

import asyncio
from random import Random

from bot.conversation.order import Order


async def test_turns_of_a_conversation_go_one_by_one_in_the_order_they_came() -> None:
    order, went, inside = Order(), [], 0

    async def turn(number: int) -> None:
        nonlocal inside
        await order.enter("a")
        inside += 1
        assert inside == 1
        await asyncio.sleep(0)
        went.append(number)
        inside -= 1
        order.leave("a")

    await asyncio.gather(*(turn(number) for number in range(20)))
    assert went == list(range(20))
    assert not order._waiting


async def test_other_conversations_wait_for_nobody() -> None:
    order = Order()
    await order.enter("a")
    await asyncio.wait_for(order.enter("b"), 5)
    order.leave("b")
    order.leave("a")
    assert not order._waiting


async def test_who_gives_up_while_waiting_is_passed_by() -> None:
    order = Order()
    await order.enter("a")
    second, third = (asyncio.create_task(order.enter("a")) for _ in range(2))
    await asyncio.sleep(0)
    second.cancel()
    order.leave("a")
    await asyncio.wait_for(third, 5)
    order.leave("a")
    assert second.cancelled()
    assert not order._waiting


async def test_who_gives_up_just_as_it_is_their_turn_passes_it_on() -> None:
    order = Order()
    await order.enter("a")
    second, third = (asyncio.create_task(order.enter("a")) for _ in range(2))
    await asyncio.sleep(0)
    order.leave("a")
    second.cancel()
    await asyncio.wait_for(third, 5)
    order.leave("a")
    assert second.cancelled()
    assert not order._waiting


async def test_any_number_give_up_at_any_time_and_nobody_is_left_waiting() -> None:
    order, chance, inside = Order(), Random(7), 0

    async def turn() -> None:
        nonlocal inside
        await order.enter("a")
        try:
            inside += 1
            assert inside == 1
            for _ in range(chance.randrange(3)):
                await asyncio.sleep(0)
        finally:
            inside -= 1
            order.leave("a")

    tasks = []
    for _ in range(2_000):
        tasks.append(asyncio.create_task(turn()))
        if chance.random() < 0.5:
            await asyncio.sleep(0)
        chance.choice(tasks[-8:]).cancel()
    done, late = await asyncio.wait(tasks, timeout=30)
    assert not late
    assert not [task for task in done if not task.cancelled() and task.exception()]
    assert not order._waiting
