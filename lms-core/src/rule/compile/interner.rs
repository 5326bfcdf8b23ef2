//! Gives equal keys one dense number, so that the engine compares numbers instead of texts and trees.

use core::borrow::Borrow;
use core::hash::{BuildHasherDefault, Hash, Hasher};
use std::collections::HashMap;
use std::hash::DefaultHasher;

/// How many places a key is looked for before it goes to the overflow. Keeps look-ups bounded whatever keys are chosen.
const MAX_PROBES: usize = 24;

/// The bits of a number in a place. Larger ones go to the overflow.
const NUMBER: u32 = 0x00ff_ffff;

/// Dense numbers for keys, in the order in which they were first seen.
#[derive(Debug, Clone)]
pub(crate) struct Interner<K> {
    keys: Vec<K>,
    /// Eight bits of the hash, and the number + 1 below them; 0 is an empty place. The length is a power of two.
    places: Vec<u32>,
    overflow: HashMap<K, u32, BuildHasherDefault<DefaultHasher>>,
}

impl<K> Default for Interner<K> {
    fn default() -> Self {
        Self {
            keys: Vec::new(),
            places: vec![0; 16],
            overflow: HashMap::default(),
        }
    }
}

/// Where a key that was not seen before begins to be looked for: its hash, so that it is worked out once.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Unseen {
    tag: u32,
    start: usize,
}

impl<K: Hash + Eq + Clone> Interner<K> {
    /// Room for so many keys before it grows.
    pub(crate) fn with_capacity(keys: usize) -> Self {
        let places = keys.saturating_mul(2).next_power_of_two().max(16);
        Self {
            keys: Vec::with_capacity(keys),
            places: vec![0; places],
            overflow: HashMap::default(),
        }
    }

    pub(crate) fn into_keys(self) -> Vec<K> {
        self.keys
    }

    pub(crate) fn len(&self) -> usize {
        self.keys.len()
    }

    pub(crate) fn key(&self, number: u32) -> Option<&K> {
        self.keys.get(number as usize)
    }

    pub(crate) fn keys(&self) -> &[K] {
        &self.keys
    }

    /// The number of a key, when it was seen. A few nanoseconds, whatever the size.
    #[inline]
    pub(crate) fn find<Q>(&self, key: &Q) -> Option<u32>
    where
        K: Borrow<Q>,
        Q: Hash + Eq + ?Sized,
    {
        self.look(key).ok()
    }

    /// The same, or else what [`Self::put`] needs to take the key in.
    pub(crate) fn look<Q>(&self, key: &Q) -> Result<u32, Unseen>
    where
        K: Borrow<Q>,
        Q: Hash + Eq + ?Sized,
    {
        let unseen = hash(key);
        let mask = self.places.len().wrapping_sub(1);
        for step in 0..MAX_PROBES {
            let place = self.places.get(unseen.start.wrapping_add(step) & mask);
            let Some(&held) = place.filter(|held| **held != 0) else {
                return Err(unseen);
            };
            let number = (held & NUMBER).wrapping_sub(1);
            let is_like = (held ^ unseen.tag) <= NUMBER;
            if is_like && self.key(number).is_some_and(|held| held.borrow() == key) {
                return Ok(number);
            }
        }
        self.overflow.get(key).copied().ok_or(unseen)
    }

    /// The number of a key, a new one when it was not seen before.
    pub(crate) fn intern<Q>(&mut self, key: &Q) -> u32
    where
        K: Borrow<Q>,
        Q: Hash + Eq + ToOwned<Owned = K> + ?Sized,
    {
        match self.look(key) {
            Ok(number) => number,
            Err(unseen) => self.put(unseen, key.to_owned()),
        }
    }

    /// The same for a key that can be kept as it is.
    pub(crate) fn intern_owned(&mut self, key: K) -> u32 {
        match self.look(&key) {
            Ok(number) => number,
            Err(unseen) => self.put(unseen, key),
        }
    }

    /// Takes in a key that is new for sure and is never looked for, and gives its number.
    pub(crate) fn push(&mut self, key: K) -> u32 {
        // The limits on definitions keep the number of keys far below 2^32.
        let number = u32::try_from(self.keys.len()).unwrap_or(u32::MAX);
        self.keys.push(key);
        number
    }

    /// Takes in a key that was just looked for in vain, and gives its number.
    pub(crate) fn put(&mut self, unseen: Unseen, key: K) -> u32 {
        let number = self.push(key);
        if self.keys.len().saturating_mul(2) > self.places.len() {
            self.grow();
        } else {
            self.place(unseen, number);
        }
        number
    }

    fn grow(&mut self) {
        let size = self.places.len().saturating_mul(4);
        self.places = vec![0; size];
        self.overflow.clear();
        for number in 0..self.keys.len() {
            if let Some(key) = self.keys.get(number) {
                self.place(hash(key), u32::try_from(number).unwrap_or(u32::MAX));
            }
        }
    }

    fn place(&mut self, unseen: Unseen, number: u32) {
        let mask = self.places.len().wrapping_sub(1);
        let probes = if number < NUMBER { MAX_PROBES } else { 0 };
        for step in 0..probes {
            let at = unseen.start.wrapping_add(step) & mask;
            if let Some(place) = self.places.get_mut(at)
                && *place == 0
            {
                *place = unseen.tag | number.wrapping_add(1);
                return;
            }
        }
        if let Some(key) = self.keys.get(number as usize).cloned() {
            self.overflow.insert(key, number);
        }
    }
}

fn hash<Q: Hash + ?Sized>(key: &Q) -> Unseen {
    let mut hasher = Folding(SEED);
    key.hash(&mut hasher);
    let hash = hasher.finish();
    // Both ends are wanted: the cut is the point.
    let tag = u32::try_from(hash >> 56).unwrap_or_default() << 24;
    let start = usize::try_from(hash & 0xffff_ffff).unwrap_or_default();
    Unseen { tag, start }
}

/// A fast hash of a text. Not resistant to chosen texts: who uses it bounds how far it looks.
#[inline]
pub(crate) fn hash_of(text: &str) -> u64 {
    let mut hasher = Folding(SEED);
    hasher.write(text.as_bytes());
    hasher.finish()
}

const SEED: u64 = 0x9e37_79b9_7f4a_7c15;
const FACTOR: u64 = 0xe703_7ed1_a0b4_28db;
const OTHER: u64 = 0xa076_1d64_78bd_642f;

/// A fast hash: one multiplication per number or sixteen bytes, and a folded one at the end. Not resistant to chosen keys:
/// the overflow is what bounds them.
struct Folding(u64);

/// The two halves of a product, one over the other.
#[inline(always)]
fn folded(one: u64, other: u64) -> u64 {
    let product = u128::from(one).wrapping_mul(u128::from(other));
    let half = |product: u128| u64::try_from(product & u128::from(u64::MAX)).unwrap_or_default();
    half(product >> 64) ^ half(product)
}

#[inline(always)]
fn eight(bytes: Option<&[u8; 8]>) -> u64 {
    bytes.map_or(0, |bytes| u64::from_le_bytes(*bytes))
}

#[inline(always)]
fn four(bytes: Option<&[u8; 4]>) -> u64 {
    bytes.map_or(0, |bytes| u64::from(u32::from_le_bytes(*bytes)))
}

impl Folding {
    #[inline(always)]
    fn fold(&mut self, value: u64) {
        self.0 = (self.0.rotate_left(5) ^ value).wrapping_mul(FACTOR);
    }
}

impl Hasher for Folding {
    /// The high bits of the state depend on all of what was written, the low ones do not: the fold mixes them.
    #[inline(always)]
    fn finish(&self) -> u64 {
        folded(self.0, OTHER)
    }

    /// Sixteen bytes a step; the last step reads some bytes again rather than few at a time.
    #[inline(always)]
    fn write(&mut self, bytes: &[u8]) {
        let mut rest = bytes;
        while let Some((head, tail)) = rest.split_first_chunk::<16>()
            && !tail.is_empty()
        {
            let (one, other) = (eight(head.first_chunk()), eight(head.last_chunk()));
            self.0 = folded(self.0 ^ one, other ^ OTHER);
            rest = tail;
        }
        // What was read before stands before `rest`, so that no step reads less than it could.
        let last = if rest.len() < 16 && bytes.len() > 16 {
            bytes
                .last_chunk::<16>()
                .map_or(rest, |last| last.as_slice())
        } else {
            rest
        };
        let (one, other) = match last {
            [] => (0, 0),
            [one] => (u64::from(*one), 0),
            [one, other] => (u64::from(*one), u64::from(*other)),
            [one, other, third] => (u64::from(*one) << 8 | u64::from(*other), u64::from(*third)),
            _ if last.len() < 8 => (four(last.first_chunk()), four(last.last_chunk())),
            _ => (eight(last.first_chunk()), eight(last.last_chunk())),
        };
        self.0 = folded(self.0 ^ one ^ (bytes.len() as u64), other ^ OTHER);
    }

    /// Every text ends with one of these; what mixes it in comes afterwards.
    #[inline(always)]
    fn write_u8(&mut self, value: u8) {
        self.0 = self.0.rotate_left(9) ^ u64::from(value);
    }
    #[inline(always)]
    fn write_u32(&mut self, value: u32) {
        self.fold(u64::from(value));
    }
    #[inline(always)]
    fn write_u64(&mut self, value: u64) {
        self.fold(value);
    }
    #[inline(always)]
    fn write_usize(&mut self, value: usize) {
        self.fold(value as u64);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_keys_get_one_number_and_all_are_found_again() {
        let mut names: Interner<String> = Interner::default();
        for number in 0..5_000_u32 {
            assert_eq!(names.intern(format!("course-{number}").as_str()), number);
        }
        for number in 0..5_000_u32 {
            assert_eq!(names.intern(format!("course-{number}").as_str()), number);
            assert_eq!(
                names.find(format!("course-{number}").as_str()),
                Some(number)
            );
        }
        assert_eq!(names.find("course-5000"), None);
        assert_eq!(names.len(), 5_000);
    }

    #[test]
    fn every_byte_of_a_text_counts() {
        let base: Vec<u8> = (0..70).map(|byte| b'a' + byte % 26).collect();
        let mut seen = std::collections::BTreeSet::new();
        for length in 0..=base.len() {
            let text = |bytes: &[u8]| hash_of(core::str::from_utf8(bytes).unwrap());
            assert!(seen.insert(text(&base[..length])), "{length}");
            for place in 0..length {
                let mut other = base[..length].to_vec();
                other[place] = b'A';
                assert!(seen.insert(text(&other)), "{place} of {length}");
            }
        }
    }

    #[test]
    fn numbers_in_texts_spread() {
        // The lower bits choose the place: 100,000 ids in 2^18 places meet about as often as chance has it.
        let mut places = vec![0_u32; 1 << 18];
        for number in 0..100_000 {
            places[hash_of(&format!("learner-{number}")) as usize & ((1 << 18) - 1)] += 1;
        }
        let met = places
            .iter()
            .map(|count| count * count.saturating_sub(1) / 2);
        assert!((15_000..23_000).contains(&met.sum::<u32>()));
    }

    #[test]
    fn keys_with_one_hash_stay_findable() {
        #[derive(Debug, Clone, PartialEq, Eq)]
        struct Same(u32);
        impl Hash for Same {
            fn hash<H: Hasher>(&self, state: &mut H) {
                state.write_u32(7);
            }
        }
        let mut keys: Interner<Same> = Interner::default();
        for number in 0..100 {
            assert_eq!(keys.intern(&Same(number)), number);
        }
        for number in 0..100 {
            assert_eq!(keys.find(&Same(number)), Some(number));
        }
    }
}
