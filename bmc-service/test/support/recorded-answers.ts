/*
 * What known servers send for a stream request, byte for byte as they document it or as it is seen on the wire. The
 * answer is always the same JSON, so that every recording can be judged by one expectation.
 */

/** What each of the recordings says once it is read. */
export const RECORDED_TEXT = '{"notes":[{"text":"Café on wheels"}]}';

export interface Recording {
  /** The server and version that it imitates. */
  server: string;
  contentType?: string;
  body: string;
  finishReason: string | null;
  usage: { promptTokens: number | null; completionTokens: number | null } | null;
}

const OPENAI_HEAD =
  '"object":"chat.completion.chunk","created":1763000000,"model":"gpt-4.1-mini-2025-04-14","service_tier":"default","system_fingerprint":"fp_a1","usage":null,"obfuscation":"kq3"';

export const RECORDINGS: readonly Recording[] = [
  {
    server: 'OpenAI, API of 2026: role first, obfuscation, usage with empty choices',
    contentType: 'text/event-stream; charset=utf-8',
    body: [
      `data: {"id":"chatcmpl-1",${OPENAI_HEAD},"choices":[{"index":0,"delta":{"role":"assistant","content":"","refusal":null},"logprobs":null,"finish_reason":null}]}`,
      `data: {"id":"chatcmpl-1",${OPENAI_HEAD},"choices":[{"index":0,"delta":{"content":"{\\"notes\\":[{\\"text\\":\\"Caf"},"logprobs":null,"finish_reason":null}]}`,
      `data: {"id":"chatcmpl-1",${OPENAI_HEAD},"choices":[{"index":0,"delta":{"content":"é on wheels\\"}]}"},"logprobs":null,"finish_reason":null}]}`,
      `data: {"id":"chatcmpl-1",${OPENAI_HEAD},"choices":[{"index":0,"delta":{},"logprobs":null,"finish_reason":"stop"}]}`,
      'data: {"id":"chatcmpl-1","object":"chat.completion.chunk","created":1763000000,"model":"gpt-4.1-mini-2025-04-14","choices":[],"usage":{"prompt_tokens":812,"completion_tokens":14,"total_tokens":826,"prompt_tokens_details":{"cached_tokens":0,"audio_tokens":0},"completion_tokens_details":{"reasoning_tokens":0}}}',
      'data: [DONE]\n\n',
    ].join('\n\n'),
    finishReason: 'stop',
    usage: { promptTokens: 812, completionTokens: 14 },
  },
  {
    server: 'Azure OpenAI 2024-10-21: prompt_filter_results with empty choices first, filters in every chunk',
    contentType: 'text/event-stream; charset=utf-8',
    body: [
      'data: {"choices":[],"created":0,"id":"","model":"","object":"","prompt_filter_results":[{"prompt_index":0,"content_filter_results":{"hate":{"filtered":false,"severity":"safe"},"jailbreak":{"detected":false,"filtered":false}}}]}',
      'data: {"choices":[{"content_filter_results":{},"delta":{"content":"","refusal":null,"role":"assistant"},"finish_reason":null,"index":0,"logprobs":null}],"created":1763000000,"id":"chatcmpl-2","model":"gpt-4o-2024-11-20","object":"chat.completion.chunk","system_fingerprint":"fp_b2"}',
      'data: {"choices":[{"content_filter_results":{"hate":{"filtered":false,"severity":"safe"}},"delta":{"content":"{\\"notes\\":[{\\"text\\":\\"Café on wheels\\"}]}"},"finish_reason":null,"index":0,"logprobs":null}],"created":1763000000,"id":"chatcmpl-2","model":"gpt-4o-2024-11-20","object":"chat.completion.chunk","system_fingerprint":"fp_b2"}',
      'data: {"choices":[{"content_filter_results":{},"delta":{},"finish_reason":"stop","index":0,"logprobs":null}],"created":1763000000,"id":"chatcmpl-2","model":"gpt-4o-2024-11-20","object":"chat.completion.chunk","system_fingerprint":"fp_b2"}',
      'data: {"choices":[],"created":1763000000,"id":"chatcmpl-2","model":"gpt-4o-2024-11-20","object":"chat.completion.chunk","usage":{"completion_tokens":14,"prompt_tokens":812,"total_tokens":826}}',
      'data: [DONE]\n\n',
    ].join('\n\n'),
    finishReason: 'stop',
    usage: { promptTokens: 812, completionTokens: 14 },
  },
  {
    server: 'Azure OpenAI 2024-10-21: stopped by the content filter',
    body: [
      'data: {"choices":[{"delta":{"content":"{\\"notes\\":[{\\"text\\":\\"Café on wheels\\"}]}","role":"assistant"},"finish_reason":null,"index":0}],"id":"chatcmpl-3","object":"chat.completion.chunk"}',
      'data: {"choices":[{"content_filter_results":{"violence":{"filtered":true,"severity":"medium"}},"delta":{},"finish_reason":"content_filter","index":0}],"id":"chatcmpl-3","object":"chat.completion.chunk"}',
      'data: [DONE]\n\n',
    ].join('\n\n'),
    finishReason: 'content_filter',
    usage: null,
  },
  {
    server: 'Ollama 0.12, /v1: role in each chunk, reasoning apart, usage chunk',
    body: [
      'data: {"id":"chatcmpl-51","object":"chat.completion.chunk","created":1763000000,"model":"qwen3:8b","system_fingerprint":"fp_ollama","choices":[{"index":0,"delta":{"role":"assistant","content":"","reasoning":"The user wants notes like [{\\"text\\":\\"wrong\\"}]"},"finish_reason":null}]}',
      'data: {"id":"chatcmpl-51","object":"chat.completion.chunk","created":1763000000,"model":"qwen3:8b","system_fingerprint":"fp_ollama","choices":[{"index":0,"delta":{"role":"assistant","content":"{\\"notes\\":[{\\"text\\":"},"finish_reason":null}]}',
      'data: {"id":"chatcmpl-51","object":"chat.completion.chunk","created":1763000000,"model":"qwen3:8b","system_fingerprint":"fp_ollama","choices":[{"index":0,"delta":{"role":"assistant","content":"\\"Café on wheels\\"}]}"},"finish_reason":null}]}',
      'data: {"id":"chatcmpl-51","object":"chat.completion.chunk","created":1763000000,"model":"qwen3:8b","system_fingerprint":"fp_ollama","choices":[{"index":0,"delta":{"role":"assistant","content":""},"finish_reason":"stop"}]}',
      'data: {"id":"chatcmpl-51","object":"chat.completion.chunk","created":1763000000,"model":"qwen3:8b","system_fingerprint":"fp_ollama","choices":[],"usage":{"prompt_tokens":812,"completion_tokens":40,"total_tokens":852}}',
      'data: [DONE]\n\n',
    ].join('\n\n'),
    finishReason: 'stop',
    usage: { promptTokens: 812, completionTokens: 40 },
  },
  {
    server: 'vLLM 0.10 with a reasoning parser: reasoning_content, nulls and a numeric stop_reason',
    body: [
      'data: {"id":"chatcmpl-9f","object":"chat.completion.chunk","created":1763000000,"model":"Qwen/Qwen3-8B","choices":[{"index":0,"delta":{"role":"assistant","content":""},"logprobs":null,"finish_reason":null}],"prompt_token_ids":null}',
      'data: {"id":"chatcmpl-9f","object":"chat.completion.chunk","created":1763000000,"model":"Qwen/Qwen3-8B","choices":[{"index":0,"delta":{"reasoning_content":"Let me think"},"logprobs":null,"finish_reason":null,"token_ids":null}]}',
      'data: {"id":"chatcmpl-9f","object":"chat.completion.chunk","created":1763000000,"model":"Qwen/Qwen3-8B","choices":[{"index":0,"delta":{"content":"{\\"notes\\":[{\\"text\\":\\"Café on wheels\\"}]}","reasoning_content":null},"logprobs":null,"finish_reason":null,"token_ids":null}]}',
      'data: {"id":"chatcmpl-9f","object":"chat.completion.chunk","created":1763000000,"model":"Qwen/Qwen3-8B","choices":[{"index":0,"delta":{"content":""},"logprobs":null,"finish_reason":"stop","stop_reason":151645}]}',
      'data: {"id":"chatcmpl-9f","object":"chat.completion.chunk","created":1763000000,"model":"Qwen/Qwen3-8B","choices":[],"usage":{"prompt_tokens":812,"total_tokens":852,"completion_tokens":40,"prompt_tokens_details":null}}',
      'data: [DONE]\n\n',
    ].join('\n\n'),
    finishReason: 'stop',
    usage: { promptTokens: 812, completionTokens: 40 },
  },
  {
    server: 'llama.cpp server b6700: content null first, timings, no usage',
    body: [
      'data: {"choices":[{"finish_reason":null,"index":0,"delta":{"role":"assistant","content":null}}],"created":1763000000,"id":"chatcmpl-Xy","model":"gpt-3.5-turbo","system_fingerprint":"b6700-ab12","object":"chat.completion.chunk"}',
      'data: {"choices":[{"finish_reason":null,"index":0,"delta":{"content":"{\\"notes\\":[{\\"text\\":\\"Café on wheels\\"}]}"}}],"created":1763000000,"id":"chatcmpl-Xy","model":"gpt-3.5-turbo","system_fingerprint":"b6700-ab12","object":"chat.completion.chunk"}',
      'data: {"choices":[{"finish_reason":"stop","index":0,"delta":{}}],"created":1763000000,"id":"chatcmpl-Xy","model":"gpt-3.5-turbo","system_fingerprint":"b6700-ab12","object":"chat.completion.chunk","timings":{"cache_n":0,"prompt_n":812,"prompt_ms":310.2,"prompt_per_second":2617.6,"predicted_n":14,"predicted_ms":120.5,"predicted_per_second":116.1}}',
      'data: [DONE]\n\n',
    ].join('\n\n'),
    finishReason: 'stop',
    usage: null,
  },
  {
    server: 'LM Studio 0.3: empty tool_calls, a fraction for a time, stats',
    body: [
      'data: {"id":"chatcmpl-lm","object":"chat.completion.chunk","created":1763000000,"model":"google/gemma-3-12b","system_fingerprint":"google/gemma-3-12b","choices":[{"index":0,"delta":{"role":"assistant","content":"{\\"notes\\":[{\\"text\\":\\"Café on wheels\\"}]}","tool_calls":[]},"logprobs":null,"finish_reason":null}]}',
      'data: {"id":"chatcmpl-lm","object":"chat.completion.chunk","created":1763000000.25,"model":"google/gemma-3-12b","system_fingerprint":"google/gemma-3-12b","choices":[{"index":0,"delta":{},"logprobs":null,"finish_reason":"stop"}]}',
      'data: {"id":"chatcmpl-lm","object":"chat.completion.chunk","created":1763000000,"model":"google/gemma-3-12b","choices":[],"usage":{"prompt_tokens":812,"completion_tokens":14,"total_tokens":826},"stats":{"tokens_per_second":41.7}}',
      'data: [DONE]\n\n',
    ].join('\n\n'),
    finishReason: 'stop',
    usage: { promptTokens: 812, completionTokens: 14 },
  },
  {
    server: 'OpenRouter 2026: comments while it waits, provider, costs as fractions in the usage',
    body: [
      ': OPENROUTER PROCESSING',
      ': OPENROUTER PROCESSING',
      'data: {"id":"gen-17","provider":"DeepInfra","model":"meta-llama/llama-3.3-70b-instruct","object":"chat.completion.chunk","created":1763000000,"choices":[{"index":0,"delta":{"role":"assistant","content":"{\\"notes\\":[{\\"text\\":\\"Café on wheels\\"}]}","reasoning":null,"reasoning_details":[]},"finish_reason":null,"native_finish_reason":null,"logprobs":null}]}',
      'data: {"id":"gen-17","provider":"DeepInfra","model":"meta-llama/llama-3.3-70b-instruct","object":"chat.completion.chunk","created":1763000000,"choices":[{"index":0,"delta":{"role":"assistant","content":""},"finish_reason":"stop","native_finish_reason":"stop","logprobs":null}]}',
      'data: {"id":"gen-17","provider":"DeepInfra","model":"meta-llama/llama-3.3-70b-instruct","object":"chat.completion.chunk","created":1763000000,"choices":[{"index":0,"delta":{"role":"assistant","content":""},"finish_reason":null,"native_finish_reason":null,"logprobs":null}],"usage":{"prompt_tokens":812,"completion_tokens":14,"total_tokens":826,"cost":0.00012345,"is_byok":false,"cost_details":{"upstream_inference_cost":null}}}',
      'data: [DONE]\n\n',
    ].join('\n\n'),
    finishReason: 'stop',
    usage: { promptTokens: 812, completionTokens: 14 },
  },
  {
    server: 'Mistral, magistral models: content as a list of thoughts and text',
    body: [
      'data: {"id":"m1","object":"chat.completion.chunk","model":"magistral-medium-2509","choices":[{"index":0,"delta":{"role":"assistant","content":[{"type":"thinking","thinking":[{"type":"text","text":"[{\\"text\\":\\"no\\"}]"}]}]},"finish_reason":null}]}',
      'data: {"id":"m1","object":"chat.completion.chunk","model":"magistral-medium-2509","choices":[{"index":0,"delta":{"content":[{"type":"text","text":"{\\"notes\\":[{\\"text\\":"},{"type":"text","text":"\\"Café on wheels\\"}]}"}]},"finish_reason":null}]}',
      'data: {"id":"m1","object":"chat.completion.chunk","model":"magistral-medium-2509","choices":[{"index":0,"delta":{"content":""},"finish_reason":"stop"}],"usage":{"prompt_tokens":812,"total_tokens":826,"completion_tokens":14}}',
      'data: [DONE]\n\n',
    ].join('\n\n'),
    finishReason: 'stop',
    usage: { promptTokens: 812, completionTokens: 14 },
  },
  {
    server:
      'a proxy that answers the whole completion as one document (LiteLLM with fake_stream off, API gateways)',
    contentType: 'application/json',
    body: '\n  \n{"id":"chatcmpl-4","object":"chat.completion","created":1763000000,"model":"m","choices":[{"index":0,"message":{"role":"assistant","content":"{\\"notes\\":[{\\"text\\":\\"Café on wheels\\"}]}","refusal":null},"logprobs":null,"finish_reason":"stop"}],"usage":{"prompt_tokens":812,"completion_tokens":14,"total_tokens":826}}\n',
    finishReason: 'stop',
    usage: { promptTokens: 812, completionTokens: 14 },
  },
  {
    server: 'a stream under the content type of a document',
    contentType: 'application/json',
    body: 'data: {"choices":[{"index":0,"delta":{"content":"{\\"notes\\":[{\\"text\\":\\"Café on wheels\\"}]}"},"finish_reason":"stop"}]}\n\ndata: [DONE]\n\n',
    finishReason: 'stop',
    usage: null,
  },
  {
    server: 'no space after data:, no [DONE], no last blank line, no finish reason',
    body: 'data:{"choices":[{"index":0,"delta":{"content":"{\\"notes\\":[{\\"text\\":\\"Café on wheels\\"}]}"}}]}\n',
    finishReason: null,
    usage: null,
  },
  {
    server: 'line ends of every kind, ids and retry fields',
    body: 'id: 1\r\nretry: 100\r\nevent: message\r\ndata: {"choices":[{"index":0,"delta":{"content":"{\\"notes\\":[{\\"text\\":"}}]}\r\n\r\ndata: {"choices":[{"index":0,\rdata: "delta":{"content":"\\"Café on wheels\\"}]}"}}]}\r\rdata: {"choices":[{"delta":{},"finish_reason":"stop"}]}\n\r\ndata: [DONE]\n\n',
    finishReason: 'stop',
    usage: null,
  },
  {
    server: 'choices that are null or hold null, unusable usage, an error that is null',
    body: [
      'data: {"choices":null,"error":null}',
      'data: {"choices":[null]}',
      'data: {"choices":[{"delta":null,"finish_reason":""}],"usage":{"prompt_tokens":"many","completion_tokens":-1}}',
      'data: {"choices":[{"delta":{"content":"{\\"notes\\":[{\\"text\\":\\"Café on wheels\\"}]}"},"finish_reason":null}],"usage":"none"}',
      'data: {"choices":[{"delta":{},"finish_reason":"stop"}]}',
      'data: [DONE]\n\n',
    ].join('\n\n'),
    finishReason: 'stop',
    usage: { promptTokens: null, completionTokens: null },
  },
  {
    server: 'what is sent after [DONE] is nobody’s business',
    body: 'data: {"choices":[{"delta":{"content":"{\\"notes\\":[{\\"text\\":\\"Café on wheels\\"}]}"},"finish_reason":"stop"}]}\n\ndata: [DONE]\n\ndata: {not json\n\n',
    finishReason: 'stop',
    usage: null,
  },
  {
    server: 'truncation under the name that Hugging Face and Gemini compatible servers give it',
    body: 'data: {"choices":[{"delta":{"content":"{\\"notes\\":[{\\"text\\":\\"Café on wheels\\"}]}"},"finish_reason":"max_tokens"}]}\n\n',
    finishReason: 'length',
    usage: null,
  },
];
