// OpenAI's own client for Node against a running server: OPENAI_BASE_URL names it.
import assert from "node:assert/strict";
import OpenAI from "openai";

const client = new OpenAI({ maxRetries: 0, timeout: 120_000 });
const question = {
  model: "smollm2",
  messages: [
    { role: "system", content: "Answer briefly." },
    { role: "user", content: [{ type: "text", text: "Why is the sky blue?" }] },
  ],
  max_completion_tokens: 16,
  temperature: 0,
};

const whole = await client.chat.completions.create(question);
const text = whole.choices[0].message.content;
assert.ok(text.trim(), JSON.stringify(whole));
assert.equal(whole.choices[0].finish_reason, "length");
assert.equal(whole.rose.mode, "rose");

let streamed = "";
let usage;
const stream = await client.chat.completions.create({
  ...question,
  stream: true,
  stream_options: { include_usage: true },
});
for await (const chunk of stream) {
  streamed += chunk.choices[0]?.delta?.content ?? "";
  usage = chunk.usage ?? usage;
}
assert.equal(streamed, text);
assert.deepEqual(usage, whole.usage);

const completed = await client.completions.create({
  model: "smollm2",
  prompt: "The sky is",
  max_tokens: 4,
  temperature: 0,
  seed: 1,
});
assert.ok(completed.choices[0].text.length > 0);

const models = [];
for await (const model of client.models.list()) models.push(model.id);
assert.deepEqual(models, ["smollm2"]);

await assert.rejects(
  client.chat.completions.create({ ...question, temperature: 9 }),
  (e) => e instanceof OpenAI.BadRequestError && e.param === "temperature",
);
await assert.rejects(
  client.chat.completions.create({ ...question, model: "no-such-model" }),
  (e) => e instanceof OpenAI.NotFoundError && e.code === "model_not_found",
);

// A client that leaves in the middle: the server goes on.
const left = await client.chat.completions.create({ ...question, max_completion_tokens: 500, stream: true });
for await (const _ of left) break;
assert.equal((await client.chat.completions.create(question)).choices[0].message.content, text);
