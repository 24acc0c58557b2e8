//! Who waits for a document, and whose turn is next: by client rather than by arrival, so that who
//! asks for fifty does not keep another from one.
//!
//! The order is start-time fair queuing (Goyal, Vin and Cheng, "Start-time fair queuing", 1996): an
//! order starts, on a clock that counts articles, where its client's previous one ends, and the
//! earliest start comes first. When all places are taken, whoever waits with most gives up the last
//! of them (as in Suter e.a., "Design considerations for supporting TCP with per-flow queueing",
//! 1998).

use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::sync::oneshot;

use crate::render::Fingerprint;
use crate::web::client::Client;
use crate::web::gate::{Full, Load, occupy};

/// What is asked for.
#[derive(Debug, Clone, Copy)]
pub(super) struct Ask {
    pub client: Client,
    pub document: Fingerprint,
    /// How much work it is: the number of articles.
    pub articles: usize,
}

/// Lets a bounded number of jobs onto the blocking pool, in turns.
#[derive(Clone)]
pub(super) struct Queue {
    shared: Arc<Mutex<Shared>>,
    patience: Duration,
}

struct Shared {
    at_once: usize,
    places: usize,
    running: usize,
    waiting: BTreeMap<Turn, Waiter>,
    clients: HashMap<Client, Account>,
    /// The start of the order whose turn came last.
    now: u64,
    arrivals: u64,
}

/// Where an order stands: its start, and its arrival among equals.
type Turn = (u64, u64);

struct Waiter {
    ask: Ask,
    tell: oneshot::Sender<Place>,
}

/// Of a client who has an order running or waiting.
#[derive(Default)]
struct Account {
    /// Where its next order starts.
    ends: u64,
    orders: usize,
    waiting: usize,
}

/// The right to occupy a core, until dropped.
struct Place {
    queue: Option<(Arc<Mutex<Shared>>, Client)>,
}

/// Takes an order out of the line when its wait is given up.
struct Wait<'a> {
    queue: &'a Queue,
    turn: Turn,
}

impl Queue {
    /// At most `at_once` jobs run and `places` more wait, none longer than `patience`.
    pub fn new(at_once: usize, places: usize, patience: Duration) -> Self {
        let shared = Shared {
            at_once,
            places,
            running: 0,
            waiting: BTreeMap::new(),
            clients: HashMap::new(),
            now: 0,
            arrivals: 0,
        };
        Queue { shared: Arc::new(Mutex::new(shared)), patience }
    }

    pub fn load(&self) -> Load {
        let shared = lock(&self.shared);
        Load { running: shared.running, waiting: shared.waiting.len() }
    }

    /// How many documents are made before this one; `None` when it does not wait.
    pub fn before(&self, document: &Fingerprint) -> Option<usize> {
        let shared = lock(&self.shared);
        let place = shared.waiting.values().position(|waiter| waiter.ask.document == *document)?;
        Some(place + shared.running)
    }

    /// Runs `job` on the blocking pool within the caller's tracing span, when its turn has come. A job
    /// that has begun is finished, even when nobody waits for it any more.
    ///
    /// # Errors
    /// [`Full`] when all places are taken by clients who wait with no more than this one, when another
    /// needs the place, or when the turn did not come in time.
    ///
    /// # Panics
    /// When the job does.
    pub async fn run<T: Send + 'static>(
        &self,
        ask: Ask,
        job: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, Full> {
        occupy(self.enter(ask).await?, job).await
    }

    async fn enter(&self, ask: Ask) -> Result<Place, Full> {
        let (turn, told) = {
            let mut shared = lock(&self.shared);
            if shared.waiting.len() >= shared.places && shared.running >= shared.at_once {
                shared.make_room_for(ask.client)?;
            }
            let turn = shared.admit(ask);
            if shared.running < shared.at_once {
                // Nobody waits while a place is free.
                shared.running += 1;
                shared.now = turn.0;
                return Ok(Place { queue: Some((Arc::clone(&self.shared), ask.client)) });
            }
            let (tell, told) = oneshot::channel();
            shared.account(ask.client).waiting += 1;
            shared.waiting.insert(turn, Waiter { ask, tell });
            (turn, told)
        };
        let _wait = Wait { queue: self, turn };
        tokio::time::timeout(self.patience, told).await.map_err(|_| Full)?.map_err(|_| Full)
    }
}

impl Shared {
    fn account(&mut self, client: Client) -> &mut Account {
        self.clients.entry(client).or_default()
    }

    /// Says when an order's turn is, and counts it.
    fn admit(&mut self, ask: Ask) -> Turn {
        let now = self.now;
        let account = self.account(ask.client);
        let start = account.ends.max(now);
        account.ends = start + ask.articles.max(1) as u64;
        account.orders += 1;
        self.arrivals += 1;
        (start, self.arrivals)
    }

    /// Sends away the last order of whoever waits with most, if that is more than `client` does.
    fn make_room_for(&mut self, client: Client) -> Result<(), Full> {
        let own = self.clients.get(&client).map_or(0, |account| account.waiting);
        let most = self.clients.iter().max_by_key(|(_, account)| account.waiting);
        let greediest = most.filter(|(_, account)| account.waiting > own + 1).map(|(who, _)| *who);
        let greediest = greediest.ok_or(Full)?;
        let mut turns = self.waiting.iter().rev();
        let last = turns.find(|(_, waiter)| waiter.ask.client == greediest).map(|(turn, _)| *turn);
        self.leave(last.ok_or(Full)?);
        Ok(())
    }

    /// Takes an order out of the line.
    fn leave(&mut self, turn: Turn) {
        if let Some(waiter) = self.waiting.remove(&turn) {
            self.account(waiter.ask.client).waiting -= 1;
            self.forget(waiter.ask.client);
        }
    }

    /// One order of this client less.
    fn forget(&mut self, client: Client) {
        let account = self.account(client);
        account.orders -= 1;
        if account.orders == 0 {
            self.clients.remove(&client);
        }
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let Some((queue, client)) = self.queue.take() else { return };
        let mut shared = lock(&queue);
        shared.running -= 1;
        shared.forget(client);
        while shared.running < shared.at_once {
            let Some((turn, Waiter { ask, tell })) = shared.waiting.pop_first() else { return };
            shared.account(ask.client).waiting -= 1;
            let place = Place { queue: Some((Arc::clone(&queue), ask.client)) };
            match tell.send(place) {
                Ok(()) => {
                    shared.running += 1;
                    shared.now = turn.0;
                }
                // Its wait was given up at this moment. The place was never taken.
                Err(mut untaken) => {
                    untaken.queue = None;
                    shared.forget(ask.client);
                }
            }
        }
    }
}

impl Drop for Wait<'_> {
    fn drop(&mut self) {
        lock(&self.queue.shared).leave(self.turn);
    }
}

fn lock(shared: &Mutex<Shared>) -> MutexGuard<'_, Shared> {
    // Every change leaves the line whole, so a panic elsewhere does not spoil it.
    shared.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc;

    use tokio::task::JoinHandle;

    use super::*;

    const LONG: Duration = Duration::from_secs(60);

    /// One core, which is held until `release`; what is asked meanwhile notes when it runs.
    struct Scene {
        queue: Queue,
        held: JoinHandle<Result<(), Full>>,
        release: mpsc::Sender<()>,
        ran: Arc<Mutex<Vec<&'static str>>>,
        asked: Vec<JoinHandle<Result<(), Full>>>,
    }

    impl Scene {
        async fn new(places: usize, patience: Duration) -> Scene {
            let queue = Queue::new(1, places, patience);
            let (release, held) = mpsc::channel();
            let held = tokio::spawn({
                let queue = queue.clone();
                async move { queue.run(ask("held", 1), move || held.recv().unwrap()).await }
            });
            while queue.load().running == 0 {
                tokio::task::yield_now().await;
            }
            Scene { queue, held, release, ran: Arc::default(), asked: Vec::new() }
        }

        /// Asks for something, and waits until it stands in line or was refused.
        async fn ask(&mut self, client: &'static str, articles: usize) {
            let before = lock(&self.queue.shared).arrivals;
            let (queue, ran) = (self.queue.clone(), Arc::clone(&self.ran));
            let job = move || ran.lock().unwrap().push(client);
            self.asked
                .push(tokio::spawn(async move { queue.run(ask(client, articles), job).await }));
            while lock(&self.queue.shared).arrivals == before
                && !self.asked.last().unwrap().is_finished()
            {
                tokio::task::yield_now().await;
            }
        }

        /// Who ran, in order, and how many were refused.
        async fn end(self) -> (Vec<&'static str>, usize) {
            self.release.send(()).unwrap();
            assert_eq!(self.held.await.unwrap(), Ok(()));
            let mut refused = 0;
            for asked in self.asked {
                refused += usize::from(asked.await.unwrap().is_err());
            }
            assert_eq!(self.queue.load(), Load { running: 0, waiting: 0 });
            assert!(lock(&self.queue.shared).clients.is_empty(), "nobody is remembered");
            (self.ran.lock().unwrap().clone(), refused)
        }
    }

    fn ask(client: &str, articles: usize) -> Ask {
        let number = client.bytes().next().unwrap();
        let client = Client::at([192, 0, 2, number]);
        Ask { client, document: Fingerprint::from([number; 32]), articles }
    }

    #[tokio::test]
    async fn who_asks_much_waits_for_who_asks_little() {
        let mut scene = Scene::new(9, LONG).await;
        for client in ["a", "a", "a", "b", "b", "c"] {
            scene.ask(client, 10).await;
        }
        assert_eq!(scene.queue.before(&ask("a", 1).document), Some(1));
        assert_eq!(scene.queue.before(&ask("b", 1).document), Some(2));
        assert_eq!(scene.queue.before(&ask("held", 1).document), None);
        assert_eq!(scene.end().await, (vec!["a", "b", "c", "a", "b", "a"], 0));
    }

    #[tokio::test]
    async fn turns_are_counted_in_articles() {
        let mut scene = Scene::new(9, LONG).await;
        for (client, articles) in [("a", 100), ("a", 1), ("b", 30), ("b", 30), ("b", 30), ("b", 1)]
        {
            scene.ask(client, articles).await;
        }
        assert_eq!(scene.end().await, (vec!["a", "b", "b", "b", "b", "a"], 0));
    }

    #[tokio::test]
    async fn whoever_has_most_gives_way() {
        let mut scene = Scene::new(3, LONG).await;
        for client in ["a", "a", "a", "a", "b", "c", "b"] {
            scene.ask(client, 1).await;
        }
        assert_eq!(scene.end().await, (vec!["a", "b", "c"], 4));
    }

    #[tokio::test]
    async fn who_leaves_gives_up_the_place() {
        let mut scene = Scene::new(1, LONG).await;
        scene.ask("a", 1).await;
        let left = scene.asked.pop().unwrap();
        left.abort();
        assert!(left.await.is_err_and(|error| error.is_cancelled()));
        scene.ask("b", 1).await;
        assert_eq!(scene.end().await, (vec!["b"], 0));
    }

    #[tokio::test]
    async fn nobody_waits_for_ever() {
        let mut scene = Scene::new(1, Duration::from_millis(10)).await;
        scene.ask("a", 1).await;
        assert_eq!(scene.asked.pop().unwrap().await.unwrap(), Err(Full));
        assert_eq!(scene.end().await, (vec![], 0));
    }
}
