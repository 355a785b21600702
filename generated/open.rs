// Made by build.rs from spec/. Do not edit: change spec/ and refresh.

crate::wire::open_string! {
    /// The state of the account.
    pub struct UserStatus {
        ACTIVATED = "Activated",
        SUSPENDED = "Suspended",
        RESIGNED = "Resigned",
        ARCHIVED = "Archived",
        DEACTIVATED = "Deactivated",
    }
}

crate::wire::open_string! {
    /// The gender: M, F, or U when unknown.
    pub struct Gender {
        M = "M",
        F = "F",
        U = "U",
    }
}

crate::wire::open_string! {
    /// The type of a custom field.
    pub struct CustomDataType {
        STRING = "STRING",
        NUMBER = "NUMBER",
        DATETIME = "DATETIME",
        BOOLEAN = "BOOLEAN",
        OBJECT = "OBJECT",
        SELECT = "SELECT",
    }
}

crate::wire::open_string! {
    /// What a step in an organisation is.
    pub struct OrgNodeType {
        ORG = "org",
        NODE = "node",
    }
}

crate::wire::open_string! {
    /// The kind of a resource.
    pub struct ResourceType {
        DATA = "DATA",
        API = "API",
        MENU = "MENU",
        UI = "UI",
        BUTTON = "BUTTON",
    }
}

crate::wire::open_string! {
    /// Who was authenticated: P a person, E an enterprise.
    pub struct PrincipalType {
        P = "P",
        E = "E",
    }
}
