//! What becomes of each record, and the counts at the end of a replay.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt::{self, Write as _},
    path::{Path, PathBuf},
};

/// The result of one record.
#[derive(Debug, PartialEq)]
pub enum Classification {
    Identical,
    /// Every difference is explained, by the reasons with these numbers.
    Decided(BTreeSet<usize>),
    NotSupported,
    /// The differences that no reason explains.
    Unexplained(Vec<String>),
}

/// Explains the differences by the reasons that hold, each with its number. `unexplained` is what is wrong already.
pub fn classify<D: fmt::Display, R>(
    mut unexplained: Vec<String>,
    differences: &[D],
    reasons: &[(usize, R)],
    explains: impl Fn(&R, &D) -> bool,
) -> Classification {
    let mut used = BTreeSet::new();
    for difference in differences {
        let found = reasons.iter().filter(|(_, reason)| explains(reason, difference));
        let found: Vec<usize> = found.map(|(number, _)| *number).collect();
        if found.is_empty() {
            unexplained.push(difference.to_string());
        }
        used.extend(found);
    }
    match (unexplained.is_empty(), differences.is_empty()) {
        (false, _) => Classification::Unexplained(unexplained),
        (true, true) => Classification::Identical,
        (true, false) => Classification::Decided(used),
    }
}

#[derive(Default)]
struct Count {
    identical: usize,
    decided: usize,
    not_supported: usize,
    unexplained: usize,
}

impl Count {
    fn add(&mut self, fate: &Classification) {
        *match fate {
            Classification::Identical => &mut self.identical,
            Classification::Decided(_) => &mut self.decided,
            Classification::NotSupported => &mut self.not_supported,
            Classification::Unexplained(_) => &mut self.unexplained,
        } += 1;
    }
}

impl fmt::Display for Count {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { identical, decided, not_supported, unexplained } = self;
        let all = identical + decided + not_supported + unexplained;
        write!(
            f,
            "{all} records, identical {identical}, by decision {decided}, not supported yet {not_supported}, unexplained {unexplained}"
        )
    }
}

/// The folder with the records: that of an environment variable, or one of this project.
pub struct Folder {
    pub path: PathBuf,
    is_ours: bool,
}

impl Folder {
    pub fn new(variable: &str, ours: &str) -> Self {
        match std::env::var_os(variable) {
            Some(path) => Self { path: path.into(), is_ours: false },
            None => Self { path: Path::new(env!("CARGO_MANIFEST_DIR")).join(ours), is_ours: true },
        }
    }
}

/// The counts of a replay.
#[derive(Default)]
pub struct Report {
    areas: BTreeMap<String, Count>,
    total: Count,
    used: BTreeSet<usize>,
    unexplained: String,
}

impl Report {
    pub fn add(&mut self, area: &str, id: &str, fate: Classification) {
        self.areas.entry(area.to_owned()).or_default().add(&fate);
        self.total.add(&fate);
        match fate {
            Classification::Decided(by) => self.used.extend(by),
            Classification::Unexplained(differences) => {
                let _ = writeln!(self.unexplained, "{id}\n    {}", differences.join("\n    "));
            }
            Classification::Identical | Classification::NotSupported => {}
        }
    }

    /// Prints the counts, under the name of the API if it is not the older one. Fails when something is unexplained, and when
    /// our own records need fewer reasons than there are.
    pub fn conclude<'a>(self, api: &str, folder: &Folder, reasons: impl Iterator<Item = &'a str>) {
        let Self { areas, total, used, unexplained } = self;
        let named = |name: &str, count: &Count| format!("{}: {count}", name.trim());
        let mut lines: Vec<String> = areas.iter().map(|(area, count)| named(&format!("{api} {area}"), count)).collect();
        lines.push(named(&format!("total {api}"), &total));
        let summary = lines.join("\n");
        println!("{summary}");
        assert!(total.identical + total.decided > 0, "nothing was compared in {}", folder.path.display());
        assert!(unexplained.is_empty(), "{summary}\n\nunexplained:\n{unexplained}");
        let unused: Vec<&str> = reasons.enumerate().filter(|(at, _)| !used.contains(at)).map(|(_, why)| why).collect();
        assert!(!folder.is_ours || unused.is_empty(), "{summary}\n\nno record needs these decisions: {unused:?}");
    }
}
