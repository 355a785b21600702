//! The checks of `spec/error-codes.csv`.

use crate::{
    contract::Contract,
    edit::{CODES, Edit, Row, every_row_is_found, original},
    tables,
};

/// One row of the table.
const LINE: &str = "\n404,NOT_FOUND,The requested resource was not found,";

fn row(name: &'static str, from: &'static str, to: &'static str, says: &'static [&'static str]) -> Row {
    (name, Edit { file: CODES, at: LINE, from, to }, says)
}

#[test]
fn the_real_table_gives_a_constant_and_a_meaning_for_each_row() {
    let contract = Contract::read(&original()).unwrap();
    let made = tables::error_codes(&contract).unwrap();
    let rows = csv::Reader::from_reader(contract.error_codes.as_bytes()).into_records().count();
    assert!(rows > 100, "{rows} rows");
    assert_eq!(made.matches("pub const ").count(), rows);
    assert_eq!(made.matches(" => (\"").count(), rows);
    assert!(made.contains("pub const NOT_FOUND: Self = Self(404);"));
}

#[test]
fn mistakes_in_the_table_are_found() {
    const PLACE: &str = "spec/error-codes.csv: line {at}: ";
    const SORT: &str = "; sort the rows by code, one row a code";
    const RENAME: &str = "is no constant's name or taken; write another in UPPER_SNAKE_CASE";
    every_row_is_found(&[
        row("a fraction", "404", "404.5", &[PLACE, "\"404.5\" is not a number; mend the code"]),
        row("not a number", "404", "4O4", &[PLACE, "\"4O4\" is not a number; mend the code"]),
        row("no code", "404", "", &[PLACE, "\"\" is not a number; mend the code"]),
        row("out of order", "404", "399", &[PLACE, "399 comes after 403", SORT]),
        row("a code twice", "404", "403", &[PLACE, "403 comes after 403", SORT]),
        row("lower case", "NOT_FOUND", "not_found", &[PLACE, "\"not_found\" ", RENAME]),
        row("a hyphen", "NOT_FOUND", "NOT-FOUND", &[PLACE, "\"NOT-FOUND\" ", RENAME]),
        row("a digit first", "NOT_FOUND", "4_0_4", &[PLACE, "\"4_0_4\" ", RENAME]),
        row("no name", "NOT_FOUND", "", &[PLACE, "\"\" ", RENAME]),
        row("a name twice", "NOT_FOUND", "FORBIDDEN", &[PLACE, "\"FORBIDDEN\" ", RENAME]),
        row("no meaning", "The requested resource was not found", " ", &[PLACE, "no English meaning; add one"]),
        row("a member too many", "NOT_FOUND,", "NOT_FOUND,,", &[PLACE, "5 fields"]),
    ]);
}

#[test]
fn a_header_other_than_the_four_columns_is_found() {
    let head = |name, from, to| -> Row {
        (name, Edit { file: CODES, at: "", from, to }, &["spec/error-codes.csv: line 1: ", "code,name,english,chinese"])
    };
    every_row_is_found(&[
        head("no head, so the first code would be lost", "code,name,english,chinese\n", ""),
        head("languages exchanged", "english,chinese", "chinese,english"),
    ]);
}
