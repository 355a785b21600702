//! What was issued under random texts, such as codes and tickets.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// How many of the last are kept although they can be used no more, because a refusal tells "used" from "never issued".
const REMEMBERED: u64 = 10_000;

/// Something that can be used for a limited time.
pub trait Expires {
    /// Whether it has been used, or is too old.
    fn is_over(&self, now: i64) -> bool;
}

/// The time from which on something cannot be used any more, in seconds since 1970.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Until(pub i64);

impl Expires for Until {
    fn is_over(&self, now: i64) -> bool {
        self.0 <= now
    }
}

/// Items by their texts. A sandbox may run for weeks, so the oldest that are over are forgotten as others are added. The state file
/// has them as a list, in the order of issue.
#[derive(Clone, Serialize, Deserialize)]
#[serde(from = "Vec<(String, T)>", into = "Vec<(String, T)>")]
#[serde(bound(serialize = "T: Clone + Serialize", deserialize = "T: Deserialize<'de>"))]
pub struct Issued<T> {
    items: BTreeMap<String, Numbered<T>>,
    /// The texts in the order of issue.
    order: BTreeMap<u64, String>,
    next: u64,
    /// Where the search for items that are over goes on.
    searched: u64,
}

#[derive(Clone)]
struct Numbered<T> {
    number: u64,
    item: T,
}

impl<T> Default for Issued<T> {
    fn default() -> Self {
        Self { items: BTreeMap::new(), order: BTreeMap::new(), next: 0, searched: 0 }
    }
}

impl<T> From<Vec<(String, T)>> for Issued<T> {
    fn from(list: Vec<(String, T)>) -> Self {
        let mut issued = Self::default();
        list.into_iter().for_each(|(text, item)| issued.push(text, item));
        issued
    }
}

impl<T> From<Issued<T>> for Vec<(String, T)> {
    fn from(Issued { mut items, order, .. }: Issued<T>) -> Self {
        order.into_values().filter_map(|text| items.remove(&text).map(|numbered| (text, numbered.item))).collect()
    }
}

impl<T> Issued<T> {
    fn push(&mut self, text: String, item: T) {
        let number = self.next;
        self.next += 1;
        self.order.insert(number, text.clone());
        self.items.insert(text, Numbered { number, item });
    }
}

impl<T: Expires> Issued<T> {
    pub fn add(&mut self, text: &str, item: T, now: i64) {
        self.remove(text);
        self.push(text.into(), item);
        // Two for each one that is added, so that their number falls.
        self.search(now);
        self.search(now);
    }

    pub fn get(&self, text: &str) -> Option<&T> {
        self.items.get(text).map(|numbered| &numbered.item)
    }

    pub fn get_mut(&mut self, text: &str) -> Option<&mut T> {
        self.items.get_mut(text).map(|numbered| &mut numbered.item)
    }

    pub fn contains(&self, text: &str) -> bool {
        self.items.contains_key(text)
    }

    pub fn remove(&mut self, text: &str) -> Option<T> {
        let Numbered { number, item } = self.items.remove(text)?;
        self.order.remove(&number);
        Some(item)
    }

    /// Removes the items for which the answer is no.
    pub fn retain(&mut self, mut keep: impl FnMut(&T) -> bool) {
        self.items.retain(|_, Numbered { item, .. }| keep(item));
        self.order.retain(|_, text| self.items.contains_key(text));
    }

    pub fn clear(&mut self) {
        *self = Self::default();
    }

    /// How many can be used.
    pub fn usable(&self, now: i64) -> usize {
        self.items.values().filter(|numbered| !numbered.item.is_over(now)).count()
    }

    /// The items in any order.
    pub fn iter(&self) -> impl Iterator<Item = &T> {
        self.items.values().map(|numbered| &numbered.item)
    }

    /// The items with their texts, the newest first.
    pub fn newest(&self) -> impl Iterator<Item = (&str, &T)> {
        self.order.values().rev().filter_map(|text| Some((text.as_str(), self.get(text)?)))
    }

    /// Looks at one of the old items, and forgets it if it is over.
    fn search(&mut self, now: i64) {
        let old = self.searched..self.next.saturating_sub(REMEMBERED).max(self.searched);
        let found = self.order.range(old).next().map(|(number, text)| (*number, text.clone()));
        let Some((number, text)) = found else {
            self.searched = 0;
            return;
        };
        self.searched = number + 1;
        if self.get(&text).is_some_and(|item| item.is_over(now)) {
            self.remove(&text);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fill(issued: &mut Issued<Until>, numbers: std::ops::Range<u64>, until: i64, now: i64) {
        numbers.for_each(|number| issued.add(&format!("{number}"), Until(until), now));
    }

    #[test]
    fn the_oldest_that_are_over_are_forgotten() {
        let mut issued = Issued::default();
        fill(&mut issued, 0..3 * REMEMBERED, 0, 1);
        assert_eq!(issued.items.len() as u64, REMEMBERED);
        assert!(!issued.contains("0") && issued.contains(&format!("{}", 2 * REMEMBERED)));
        assert_eq!(issued.items.len(), issued.order.len());
    }

    #[test]
    fn what_can_be_used_is_kept_and_hinders_nothing() {
        let mut issued = Issued::default();
        issued.add("first", Until(9), 1);
        fill(&mut issued, 0..REMEMBERED, 2, 1);
        assert_eq!(issued.items.len() as u64, REMEMBERED + 1, "all can be used");
        fill(&mut issued, REMEMBERED..3 * REMEMBERED, 2, 3);
        assert!(issued.contains("first") && !issued.contains("0"));
        fill(&mut issued, 3 * REMEMBERED..5 * REMEMBERED, 2, 10);
        assert!(!issued.contains("first"), "it was over in the second round");
        assert_eq!(issued.items.len() as u64, REMEMBERED);
    }

    #[test]
    fn what_is_not_retained_is_gone_and_the_rest_keeps_its_order() {
        let mut issued = Issued::default();
        (0..6).for_each(|number| issued.add(&format!("{number}"), Until(number), 0));
        issued.retain(|until| until.0 % 2 == 1);
        assert_eq!(issued.newest().map(|(text, _)| text).collect::<Vec<_>>(), ["5", "3", "1"]);
        assert_eq!(issued.items.len(), issued.order.len());
        assert_eq!((issued.usable(0), issued.usable(3), issued.usable(5)), (3, 1, 0));
        issued.clear();
        assert!(issued.newest().next().is_none());
    }

    #[test]
    fn the_newest_come_first_and_a_text_is_there_once() {
        let mut issued = Issued::default();
        for text in ["a", "b", "a"] {
            issued.add(text, Until(9), 1);
        }
        let texts: Vec<&str> = issued.newest().map(|(text, _)| text).collect();
        assert_eq!(texts, ["a", "b"]);
        let list = serde_json::to_string(&issued).unwrap();
        assert_eq!(list, r#"[["b",9],["a",9]]"#);
        let read: Issued<Until> = serde_json::from_str(&list).unwrap();
        assert!(read.newest().eq(issued.newest()));
        assert!(issued.remove("a").is_some() && issued.remove("a").is_none() && issued.get_mut("b").is_some());
    }
}
