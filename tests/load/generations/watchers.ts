import { API_PREFIX } from '@aibmc/common/contract/route';

/**
 * People who have drafts made and watch them, as a process of its own: each canvas gets a generation and one reader of
 * its events. Says 'watching' when all are, and how it went when the last has ended.
 */
export interface GenerationWatchersTask {
  url: string;
  model: string;
  canvases: { token: string; canvasId: string }[];
}

export interface GenerationWatchersResult {
  events: number;
  /** Streams whose last event was `done`. */
  done: number;
  seconds: number;
}

/** Who start at the same time, each one after the other. */
const STARTERS = 10;

async function start({ url, model }: GenerationWatchersTask, token: string, canvasId: string) {
  const response = await fetch(`${url}${API_PREFIX}/generations`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify({ canvasId, model }),
  });
  const text = await response.text();
  if (response.status !== 202) throw new Error(`a generation was answered ${response.status}: ${text}`);
  return (JSON.parse(text) as { id: string }).id;
}

/** Reads a stream to its end: how many events there were, and whether the last was `done`. */
async function watch(url: string, token: string, id: string, onOpen: () => void) {
  const response = await fetch(`${url}${API_PREFIX}/generations/${id}/events`, {
    headers: { authorization: `Bearer ${token}` },
  });
  if (!response.ok || !response.body) throw new Error(`a stream was answered ${response.status}`);
  onOpen();
  let events = 0;
  let end = '';
  for await (const text of response.body.pipeThrough(new TextDecoderStream())) {
    events += text.split('\nevent: ').length - 1 + (text.startsWith('event: ') ? 1 : 0);
    end = (end + text).slice(-2_000);
  }
  return { events, isDone: end.includes('event: done') };
}

process.on('disconnect', () => process.exit());
process.once('message', (task: GenerationWatchersTask) => {
  const from = performance.now();
  const watched: Promise<{ events: number; isDone: boolean }>[] = [];
  const startSome = async (canvases: GenerationWatchersTask['canvases']): Promise<void> => {
    for (const { token, canvasId } of canvases) {
      const id = await start(task, token, canvasId);
      await new Promise<void>((resolve) => watched.push(watch(task.url, token, id, resolve)));
    }
  };
  const starters = Array.from({ length: STARTERS }, (_, at) =>
    startSome(task.canvases.filter((__, index) => index % STARTERS === at)),
  );
  void Promise.all(starters)
    .then(() => {
      process.send?.('watching');
      return Promise.all(watched);
    })
    .then((all) =>
      process.send?.({
        events: all.reduce((sum, { events }) => sum + events, 0),
        done: all.filter(({ isDone }) => isDone).length,
        seconds: (performance.now() - from) / 1_000,
      } satisfies GenerationWatchersResult),
    );
});
