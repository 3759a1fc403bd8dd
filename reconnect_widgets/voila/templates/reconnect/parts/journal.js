// Answers and drafts on the disk. A browser writes localStorage down seconds or minutes after it was
// told, and what it was told since is gone when it is killed or the power fails. IndexedDB says when
// something is on the disk: so each change is noted there as well, and what localStorage has lost is
// laid into it again. What was removed is noted without its words.
(() => {
  const NAME = "journal";
  const LOCK = "reconnect:journal";
  const OURS = /^reconnect:(kept|draft):/;
  const UPTO = "reconnect:journal"; // in localStorage: when the last change was made that it knows of
  const FORGOTTEN = 600_000; // ms after which localStorage is on the disk, too
  const PATIENCE = 3000; // ms, for browsers that never answer
  const keeps = globalThis.reconnectKeeps;

  const connect = () =>
    new Promise((resolve) => {
      try {
        const asked = indexedDB.open("reconnect", 1);
        asked.onupgradeneeded = () => asked.result.createObjectStore(NAME, { keyPath: "name" });
        asked.onsuccess = () => {
          asked.result.onversionchange = () => asked.result.close();
          resolve(asked.result);
        };
        asked.onerror = () => resolve(null);
      } catch {
        resolve(null);
      } // this browser keeps what it can
    });
  let open = connect();

  // A browser may close it at any time, as a phone does for a page that it puts to sleep.
  async function work(does, isAgain = false) {
    const database = await open;
    if (!database) return null;
    const isDone = await new Promise((resolve) => {
      try {
        const turn = database.transaction(NAME, "readwrite", { durability: "strict" });
        const asked = does(turn.objectStore(NAME));
        turn.oncomplete = () => resolve({ result: asked?.result });
        turn.onabort = () => resolve(null);
      } catch {
        resolve(null);
      }
    });
    if (isDone || isAgain) return isDone?.result ?? null;
    database.close();
    open = connect();
    return work(does, true);
  }

  const read = () => {
    try {
      return Number(localStorage.getItem(UPTO));
    } catch {
      return 0;
    }
  };
  const upto = read(); // before anything is noted here
  let last = upto;
  let noted = new Map(); // what waits until the turn before is on the disk
  let written = Promise.resolve();
  let writes = false;

  function note(name, text) {
    if (!keeps || !OURS.test(name)) return;
    last = Math.max(Date.now(), last + 1, read() + 1);
    localStorage.setItem(UPTO, String(last));
    noted.set(name, { name, text, at: last });
    if (!writes) written = write();
  }

  async function write() {
    writes = true;
    await recovery; // else what was lost could be written over
    while (noted.size) {
      const turn = noted;
      noted = new Map();
      await work((journal) => {
        for (const entry of turn.values()) journal.put(entry);
      });
    }
    writes = false;
  }

  // Only when the first page is opened after the browser was closed, or killed: what pages have written
  // since is in localStorage, whatever the journal says. Each page holds a lock as long as it is there.
  function recover() {
    if (!keeps) return Promise.resolve();
    const since = Date.now();
    if (!navigator.locks) return layBack(since);
    return new Promise((resolve, reject) => {
      const stay = () =>
        navigator.locks
          .request(LOCK, { mode: "shared" }, () => {
            resolve();
            return new Promise(() => {});
          })
          .catch(reject);
      navigator.locks
        .request(LOCK, { ifAvailable: true }, async (isFirst) => {
          if (isFirst) await layBack(Infinity);
          stay();
        })
        .catch(reject);
    }).catch(() => layBack(since));
  }

  async function layBack(before) {
    const entries = (await work((journal) => journal.getAll())) ?? [];
    try {
      for (const { name, text, at } of entries) {
        if (at <= upto || at >= before || noted.has(name)) continue;
        if (text === null) localStorage.removeItem(name);
        else localStorage.setItem(name, text);
      }
    } catch {
      /* no room for all of it: the next visit tries again */
    }
    const old = entries.filter(({ at }) => at < Date.now() - FORGOTTEN && at <= upto);
    if (old.length)
      await work((journal) => {
        for (const { name } of old) journal.delete(name);
      });
  }
  const recovery = recover();
  const inTime = (promise) =>
    Promise.race([
      promise.then(() => true),
      new Promise((resolve) => setTimeout(resolve, PATIENCE, false)),
    ]);
  const recovered = inTime(recovery);

  let storage;
  globalThis.reconnectJournal = {
    /** Resolves to whether what localStorage had lost is there again, or to false if it cannot be had in time. */
    recovered,
    /** Resolves when all that was said until now is on the disk, or cannot be brought there in time. */
    get written() {
      return writes ? inTime(written) : Promise.resolve();
    },
    /** As localStorage; a browser that refuses it throws here. */
    get storage() {
      return (storage ??= new Proxy(localStorage, {
        get(kept, name) {
          if (name === "setItem")
            return (key, text) => {
              kept.setItem(key, text);
              note(key, text);
            };
          if (name === "removeItem")
            return (key) => {
              kept.removeItem(key);
              note(key, null);
            };
          const found = kept[name];
          return typeof found === "function" ? found.bind(kept) : found;
        },
      }));
    },
  };
})();
