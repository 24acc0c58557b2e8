//! How many connections one client may hold open, so that nobody holds all there are.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::net::IpAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::client::counted_as;

/// The open connections of each address. Those from this machine are not counted: behind them is a
/// proxy, or somebody who has other ways to stop the program.
pub(super) struct Peers {
    most: usize,
    open: Mutex<HashMap<IpAddr, usize>>,
}

/// A connection that is counted until it is dropped.
pub(super) struct Entered(Option<(Arc<Peers>, IpAddr)>);

impl Peers {
    /// At most `most` connections from one address.
    pub fn new(most: usize) -> Arc<Peers> {
        Arc::new(Peers { most, open: Mutex::default() })
    }

    /// Counts a connection from here; `None` when there are as many as may be.
    pub fn enter(self: &Arc<Self>, address: IpAddr) -> Option<Entered> {
        let address = address.to_canonical();
        if address.is_loopback() {
            return Some(Entered(None));
        }
        let address = counted_as(address);
        let mut open = self.open();
        let count = open.entry(address).or_default();
        if *count >= self.most {
            return None;
        }
        *count += 1;
        Some(Entered(Some((Arc::clone(self), address))))
    }

    fn open(&self) -> MutexGuard<'_, HashMap<IpAddr, usize>> {
        // Every change leaves the counts whole, so a panic elsewhere does not spoil them.
        self.open.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Entered {
    fn drop(&mut self) {
        let Some((peers, address)) = self.0.take() else { return };
        if let Entry::Occupied(mut count) = peers.open().entry(address) {
            *count.get_mut() -= 1;
            if *count.get() == 0 {
                count.remove();
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_client_holds_so_many_and_others_go_on() {
        let peers = Peers::new(2);
        let enter = |address: &str| peers.enter(address.parse().unwrap());
        let first = enter("192.0.2.1").expect("room");
        let mut open = vec![enter("::ffff:192.0.2.1").expect("room")];
        assert!(enter("192.0.2.1").is_none());
        open.push(enter("192.0.2.2").expect("another client"));
        drop(first);
        open.push(enter("192.0.2.1").expect("room again"));
        assert!(enter("192.0.2.1").is_none());
        // A subscriber's own network is one.
        open.extend([enter("2001:db8::1").expect("room"), enter("2001:db8::2").expect("room")]);
        assert!(enter("2001:db8::3").is_none());
        open.extend((0..9).map(|_| enter("127.0.0.1").expect("this machine")));
        drop(open);
        assert!(peers.open().is_empty(), "nobody is remembered");
    }
}
