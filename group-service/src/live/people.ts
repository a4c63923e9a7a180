import type { LivePerson, PresenceState, ServerFrame } from '@aibmc/common/contract/live';

/** What a replica tells the others about its people on one canvas. */
export interface News {
  canvasId: string;
  /** Null for those who changed; else it tells everybody that it has there, of whom these are a part or the rest. */
  all: 'part' | 'rest' | null;
  people: LivePerson[];
  /** Connections that have ended. */
  gone: string[];
}

class Replica {
  readonly people = new Map<string, LivePerson>();
  /** Those whom it told so far of all of its people. */
  readonly told = new Set<string>();
  /** Whether it has told all of its people since it was last asked. */
  isConfirmed = true;
}

/** Who is on one canvas: at this process, and at others as they told. Kept in memory only. */
export class People {
  readonly #own = new Map<string, LivePerson>();
  readonly #replicas = new Map<string, Replica>();
  /** What was not yet told to those who are here: that people came or went, or else whose presence changed. */
  #isPeopleChanged = false;
  readonly #moved = new Set<string>();
  /** What was not yet told to other replicas. */
  #isAllToTell = false;
  readonly #toTell = new Set<string>();

  join(person: LivePerson): void {
    this.#own.set(person.connectionId, person);
    this.#toTell.add(person.connectionId);
    this.#isPeopleChanged = true;
  }

  leave(connectionId: string): void {
    if (!this.#own.delete(connectionId)) return;
    this.#toTell.add(connectionId);
    this.#isPeopleChanged = true;
  }

  /** Changes what somebody here does; false where it is what they did already. */
  move(connectionId: string, { selected, typing }: PresenceState): boolean {
    const person = this.#own.get(connectionId);
    if (!person || isSame(person, { selected, typing })) return false;
    this.#own.set(connectionId, { ...person, selected, typing });
    this.#toTell.add(connectionId);
    this.#moved.add(connectionId);
    return true;
  }

  /** Takes what another replica told; false where that changes nothing. */
  hear(replicaId: string, { all, people, gone }: Omit<News, 'canvasId'>): boolean {
    const replica = this.#replicas.get(replicaId) ?? new Replica();
    this.#replicas.set(replicaId, replica);
    let isChanged = false;
    for (const person of people) {
      const known = replica.people.get(person.connectionId);
      replica.people.set(person.connectionId, person);
      if (all) replica.told.add(person.connectionId);
      if (known && isSame(known, person)) continue;
      if (known) this.#moved.add(person.connectionId);
      else this.#isPeopleChanged = true;
      isChanged = true;
    }
    for (const connectionId of all === 'rest' ? untoldBy(replica) : gone) {
      if (replica.people.delete(connectionId)) this.#isPeopleChanged = isChanged = true;
    }
    if (replica.people.size === 0) this.#replicas.delete(replicaId);
    return isChanged;
  }

  /** Drops all of a replica's people; false where there are none. */
  forget(replicaId: string): boolean {
    if (!this.#replicas.delete(replicaId)) return false;
    this.#isPeopleChanged = true;
    return true;
  }

  /** From now on until it tells all of its people again, a replica is doubted. */
  doubtAll(): void {
    for (const replica of this.#replicas.values()) {
      replica.isConfirmed = false;
      replica.told.clear();
    }
  }

  /** Drops the people of replicas that are still doubted; false where there are none. */
  forgetDoubted(): boolean {
    const doubted = [...this.#replicas].filter(([, { isConfirmed }]) => !isConfirmed);
    return doubted.map(([replicaId]) => this.forget(replicaId)).includes(true);
  }

  list(): LivePerson[] {
    return [this.#own, ...[...this.#replicas.values()].map(({ people }) => people)].flatMap((people) => [
      ...people.values(),
    ]);
  }

  /** What those who are here have not been told yet, as one frame; null for nothing. */
  takeFrame(): ServerFrame | null {
    const moved = new Set(this.#moved);
    this.#moved.clear();
    if (this.#isPeopleChanged) {
      this.#isPeopleChanged = false;
      return { type: 'people', people: this.list() };
    }
    const people = this.list().filter(({ connectionId }) => moved.has(connectionId));
    if (people.length === 0) return null;
    return {
      type: 'presence',
      people: people.map(({ connectionId, selected, typing }) => ({ connectionId, selected, typing })),
    };
  }

  /** Has the next news tell everybody who is here. */
  tellAll(): void {
    this.#isAllToTell = true;
  }

  /** What other replicas have not been told yet; null for nothing. */
  takeNews(canvasId: string): News | null {
    const all = this.#isAllToTell;
    if (!all && this.#toTell.size === 0) return null;
    const people = [...this.#own.values()].filter(
      ({ connectionId }) => all || this.#toTell.has(connectionId),
    );
    const gone = [...this.#toTell].filter((connectionId) => !this.#own.has(connectionId));
    this.#toTell.clear();
    this.#isAllToTell = false;
    return { canvasId, all: all ? 'rest' : null, people, gone };
  }
}

/** Whom a replica that has told all of its people did not name. */
function untoldBy(replica: Replica): string[] {
  const untold = [...replica.people.keys()].filter((connectionId) => !replica.told.has(connectionId));
  replica.told.clear();
  replica.isConfirmed = true;
  return untold;
}

function isSame(one: PresenceState, other: PresenceState): boolean {
  return (
    one.typing === other.typing &&
    one.selected.length === other.selected.length &&
    one.selected.every((id, index) => id === other.selected[index])
  );
}
