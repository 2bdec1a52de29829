"""OpenAI's own client for Python against a running server: OPENAI_BASE_URL names it."""

import asyncio

import openai

client = openai.OpenAI(max_retries=0, timeout=120)
question = {
    "model": "smollm2",
    "messages": [{"role": "user", "content": "Why is the sky blue? Füge ein ☺ an."}],
    "max_tokens": 16,
    "temperature": 0,
}

whole = client.chat.completions.create(**question)
text = whole.choices[0].message.content
assert text.strip(), whole
assert whole.choices[0].finish_reason == "length", whole
assert whole.usage.completion_tokens == 16, whole
assert whole.rose["mode"] == "rose", whole

chunks = list(
    client.chat.completions.create(
        **question, stream=True, stream_options={"include_usage": True}
    )
)
assert chunks[0].choices[0].delta.role == "assistant", chunks[0]
assert text == "".join(c.choices[0].delta.content or "" for c in chunks if c.choices)
assert chunks[-1].usage == whole.usage, chunks[-1]

plain = client.chat.completions.create(**question, extra_body={"rose": {"mode": "plain"}})
assert plain.rose["mode"] == "plain", plain

explained = client.chat.completions.create(
    **question, logprobs=True, top_logprobs=3, extra_body={"rose": {"explain": True}}
)
assert len(explained.choices[0].logprobs.content) == 16, explained
assert len(explained.choices[0].logprobs.content[0].top_logprobs) == 3, explained

# As evaluation harnesses ask: texts, and how likely they are.
scored = client.completions.create(
    model="smollm2", prompt=["The sky is blue.", "Fire is hot."], max_tokens=0, echo=True, logprobs=1
)
assert len(scored.choices) == 2, scored
for choice in scored.choices:
    assert choice.logprobs.token_logprobs[0] is None, choice
    assert all(value <= 0 for value in choice.logprobs.token_logprobs[1:]), choice

assert [model.id for model in client.models.list()] == ["smollm2"]

for wrong, error, param in [
    ({"model": "no-such-model"}, openai.NotFoundError, "model"),
    ({"max_tokens": -1}, openai.BadRequestError, "max_tokens"),
    ({"extra_body": {"no_such_field": 1}}, openai.BadRequestError, "no_such_field"),
    ({"tools": [{"type": "function", "function": {"name": "f"}}]}, openai.BadRequestError, "tools"),
]:
    try:
        client.chat.completions.create(**{**question, **wrong})
        raise AssertionError(wrong)
    except error as e:
        assert e.param == param, (wrong, e)


async def many():
    """Sixteen at once say what one says alone."""
    async with openai.AsyncOpenAI(max_retries=0, timeout=120) as other:
        answers = await asyncio.gather(
            *(other.chat.completions.create(**question) for _ in range(16))
        )
    assert {answer.choices[0].message.content for answer in answers} == {text}


asyncio.run(many())

# A client that leaves in the middle: the server goes on.
with client.chat.completions.create(**{**question, "max_tokens": 500}, stream=True) as stream:
    next(iter(stream))
assert client.chat.completions.create(**question).choices[0].message.content == text
