/** @import { RequestBody } from "./types.js" */

/** @typedef {"curl" | "python" | "java"} Language */

// The key itself is never put into a snippet.
const KEY = "ROSE_API_KEY";

/**
 * @param {Language} language
 * @param {RequestBody} body
 * @param {string} origin the server's address
 * @returns {string} a program that makes the request and prints the answer
 */
export function snippet(language, body, origin) {
  const { stream, stream_options, ...rest } = body;
  if (language === "curl") return curl(body, origin);
  if (language === "python") return python(rest, origin);
  return java(rest, origin);
}

/** @param {RequestBody} body @param {string} origin */
function curl(body, origin) {
  const json = JSON.stringify(body, null, 2).replaceAll("'", "'\\''");
  return `curl -N ${origin}/v1/chat/completions \\
  -H "Authorization: Bearer $${KEY}" \\
  -H 'Content-Type: application/json' \\
  -d '${json}'
`;
}

/** @param {RequestBody} body @param {string} origin */
function python(body, origin) {
  const { rose, model, ...fields } = body;
  const lines = Object.entries({ model: model ?? "default", ...fields, extra_body: { rose } })
    .map(([name, value]) => `    ${name}=${pythonValue(value, 4)},`);
  return `# pip install openai
import os
from openai import OpenAI

client = OpenAI(base_url="${origin}/v1", api_key=os.environ.get("${KEY}", "none"))

stream = client.chat.completions.create(
${lines.join("\n")}
    stream=True,
)
for chunk in stream:
    if chunk.choices:
        print(chunk.choices[0].delta.content or "", end="", flush=True)
`;
}

/** @param {unknown} value @param {number} indent @returns {string} */
function pythonValue(value, indent) {
  if (value === null) return "None";
  if (value === true) return "True";
  if (value === false) return "False";
  if (typeof value !== "object") return JSON.stringify(value);
  const pad = " ".repeat(indent + 4);
  const list = Array.isArray(value);
  const entries = list
    ? value.map((entry) => pythonValue(entry, indent + 4))
    : Object.entries(value).map(([name, entry]) => `${JSON.stringify(name)}: ${pythonValue(entry, indent + 4)}`);
  const [open, close] = list ? "[]" : "{}";
  return `${open}\n${entries.map((entry) => `${pad}${entry},\n`).join("")}${" ".repeat(indent)}${close}`;
}

/** @param {RequestBody} body @param {string} origin */
function java(body, origin) {
  const { messages, model, max_tokens, temperature, seed, rose } = body;
  const said = /** @type {{role: string, content: string}[]} */ (messages).map(({ role, content }) =>
    `        .add${role === "user" ? "User" : "Assistant"}Message(${JSON.stringify(content)})`);
  return `// com.openai:openai-java
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.core.JsonValue;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import java.util.*;

var client = OpenAIOkHttpClient.builder()
        .baseUrl("${origin}/v1")
        .apiKey(Objects.requireNonNullElse(System.getenv("${KEY}"), "none"))
        .build();

var params = ChatCompletionCreateParams.builder()
        .model(${JSON.stringify(model ?? "default")})
${said.join("\n")}
        .maxTokens(${max_tokens}L)
        .temperature(${Number(temperature).toFixed(2)})${seed === undefined ? "" : `
        .seed(${seed}L)`}
        .putAdditionalBodyProperty("rose", JsonValue.from(${javaValue(rose, 8)}))
        .build();

try (var stream = client.chat().completions().createStreaming(params)) {
    stream.stream()
            .flatMap(chunk -> chunk.choices().stream())
            .flatMap(choice -> choice.delta().content().stream())
            .forEach(System.out::print);
}
`;
}

/** @param {unknown} value @param {number} indent @returns {string} */
function javaValue(value, indent) {
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  if (Array.isArray(value)) return `List.of(${value.map((entry) => javaValue(entry, indent)).join(", ")})`;
  const pad = " ".repeat(indent + 8);
  const entries = Object.entries(value).map(([name, entry]) => `${pad}${JSON.stringify(name)}, ${javaValue(entry, indent + 8)}`);
  return `Map.of(\n${entries.join(",\n")})`;
}
