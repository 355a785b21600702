//! A browser that opens pages of the sandbox, keeps one cookie and follows no redirect.

use std::{cell::RefCell, collections::BTreeMap};

use reqwest::{Url, header, redirect::Policy};

use crate::proxy::Sandbox;

pub struct Browser {
    sandbox: Url,
    http: reqwest::Client,
    cookie: RefCell<Option<String>>,
}

pub struct Page {
    pub status: u16,
    pub text: String,
    location: Option<Url>,
}

impl Browser {
    pub fn new(sandbox: &Sandbox) -> Self {
        let http = reqwest::Client::builder().redirect(Policy::none()).build().unwrap();
        Self { sandbox: Url::parse(&sandbox.url()).unwrap(), http, cookie: RefCell::default() }
    }

    /// Opens a URL. Pages are not in the contract, so the browser does not use the checking proxy.
    pub async fn open(&self, address: &str) -> Page {
        let mut url = Url::parse(address).unwrap();
        url.set_port(self.sandbox.port()).unwrap();
        let mut request = self.http.get(url);
        if let Some(cookie) = &*self.cookie.borrow() {
            request = request.header(header::COOKIE, cookie);
        }
        let reply = request.send().await.unwrap();
        let text = |name| reply.headers().get(name).map(|value| value.to_str().unwrap().to_owned());
        if let Some(cookie) = text(header::SET_COOKIE) {
            let pair = cookie.split(';').next().unwrap();
            *self.cookie.borrow_mut() = Some(pair.to_owned()).filter(|pair| !pair.ends_with('='));
        }
        let location = text(header::LOCATION).map(|location| Url::parse(&location).unwrap());
        Page { status: reply.status().as_u16(), location, text: reply.text().await.unwrap() }
    }

    pub fn cookie(&self) -> Option<String> {
        self.cookie.borrow().clone()
    }
}

impl Page {
    /// The query of the URL that the browser was redirected to.
    pub fn returned_query(&self) -> BTreeMap<String, String> {
        let location = self.location.as_ref().unwrap_or_else(|| panic!("no redirect: {}", self.text));
        location.query_pairs().into_owned().collect()
    }

    /// The parameters in the fragment of that URL.
    pub fn returned_fragment(&self) -> BTreeMap<String, String> {
        let fragment = self.location.as_ref().and_then(Url::fragment).expect("a fragment");
        Url::parse(&format!("http://fragment/?{fragment}")).unwrap().query_pairs().into_owned().collect()
    }

    /// The URL that the browser was redirected to.
    pub fn redirect_target(&self) -> &str {
        self.location.as_ref().map_or("", Url::as_str)
    }
}
