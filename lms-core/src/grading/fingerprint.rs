//! By which rules a grade was computed.

use core::fmt;

use serde::{Serialize, Serializer};
use serde_json::Value;

use super::Scheme;

/// Tells one grading scheme from another: 128 bits over everything that the scheme says.
///
/// A host keeps it beside a grade that it publishes, and knows by it whether the rules have changed since, without keeping
/// the scheme. What a scheme leaves out counts as the default that it means, so that writing a default out changes
/// nothing; every other change does, titles and the order of items included. The same scheme has the same fingerprint in
/// every language and on every machine, within one version of this crate; a version whose scheme language has another
/// field or default says in its change log whether it changes them.
///
/// FNV-1a (Fowler, Noll, Vo; draft-eastlake-fnv) over the scheme's JSON in its canonical form: without spaces, the keys of
/// every object in the order of their bytes. It is no protection against somebody who makes two schemes alike on purpose.
///
/// ```
/// use lms_core::grading::{CompiledScheme, Scheme};
/// let of = |text| CompiledScheme::new(Scheme::from_json(text).unwrap()).unwrap().fingerprint();
/// let plain = of(r#"{"id":"s","root":{"id":"course","aggregation":{"type":"mean"},"children":[
///     {"type":"item","id":"quiz","maximum":"10"}]}}"#);
/// let spelt_out = of(r#"{"id":"s","profile":"plain","root":{"id":"course","aggregation":{"type":"mean"},"children":[
///     {"type":"item","id":"quiz","maximum":"10.0","minimum":"0"}]}}"#);
/// let other = of(r#"{"id":"s","root":{"id":"course","aggregation":{"type":"median"},"children":[
///     {"type":"item","id":"quiz","maximum":"10"}]}}"#);
/// assert_eq!(plain, spelt_out);
/// assert_ne!(plain, other);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Fingerprint(u128);

const BASIS: u128 = 0x6c62_272e_07bb_0142_62b8_2175_6295_c58d;
const PRIME: u128 = 0x0000_0000_0100_0000_0000_0000_0000_013b;

impl Fingerprint {
    /// Linear in the size of the scheme.
    pub(super) fn of(scheme: &Scheme) -> Self {
        let mut hash = Hash(BASIS);
        // A scheme has texts for keys and no number that JSON lacks, so that it always becomes a value.
        canonical(&serde_json::to_value(scheme).unwrap_or_default(), &mut hash);
        Self(hash.0)
    }
}

struct Hash(u128);

impl Hash {
    fn add(&mut self, text: &str) {
        for byte in text.bytes() {
            self.0 = (self.0 ^ u128::from(byte)).wrapping_mul(PRIME);
        }
    }
}

/// As deep as a scheme, which was checked.
fn canonical(value: &Value, hash: &mut Hash) {
    match value {
        Value::Object(map) => {
            let mut fields: Vec<_> = map.iter().collect();
            fields.sort_unstable_by_key(|(key, _)| *key);
            hash.add("{");
            for (index, (key, value)) in fields.into_iter().enumerate() {
                hash.add(if index == 0 { "" } else { "," });
                hash.add(&Value::from(key.as_str()).to_string());
                hash.add(":");
                canonical(value, hash);
            }
            hash.add("}");
        }
        Value::Array(list) => {
            hash.add("[");
            for (index, value) in list.iter().enumerate() {
                hash.add(if index == 0 { "" } else { "," });
                canonical(value, hash);
            }
            hash.add("]");
        }
        plain => hash.add(&plain.to_string()),
    }
}

impl fmt::Display for Fingerprint {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{:032x}", self.0)
    }
}

impl Serialize for Fingerprint {
    fn serialize<S: Serializer>(&self, encoder: S) -> Result<S::Ok, S::Error> {
        encoder.collect_str(self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_hash_is_the_published_one() {
        // The test vectors of the draft for 128 bits: the empty text, `a` and `foobar`.
        let of = |text: &str| {
            let mut hash = Hash(BASIS);
            hash.add(text);
            Fingerprint(hash.0).to_string()
        };
        assert_eq!(of(""), "6c62272e07bb014262b821756295c58d");
        assert_eq!(of("a"), "d228cb696f1a8caf78912b704e4a8964");
        assert_eq!(of("foobar"), "343e1662793c64bf6f0d3597ba446f18");
    }

    #[test]
    fn keys_are_taken_in_the_order_of_their_bytes() {
        let of = |text: &str| {
            let mut hash = Hash(BASIS);
            canonical(&serde_json::from_str(text).unwrap(), &mut hash);
            hash.0
        };
        assert_eq!(
            of(r#"{"b":[1,"x"],"a":{"d":null,"c":true}}"#),
            of(r#"{ "a": {"c": true, "d": null}, "b": [1, "x"] }"#)
        );
        assert_ne!(of(r#"["a","b"]"#), of(r#"["b","a"]"#));
        let mut plain = Hash(BASIS);
        plain.add(r#"{"a":["\n"]}"#);
        assert_eq!(of(r#"{"a":["\n"]}"#), plain.0);
    }
}
