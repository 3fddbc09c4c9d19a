//! A headless Chromium, driven as a person would, with the accessibility check.
//!
//! Needs Debian's `chromium` and `chromium-driver`.

use std::{
    io::{BufRead as _, BufReader, Read as _, Write as _},
    net::TcpStream,
    path::PathBuf,
    process::{Child, Command, Stdio},
    time::Duration,
};

use fantoccini::{Client, ClientBuilder, Locator};
use hyper_util::client::legacy::connect::HttpConnector;
use serde_json::{Value, json};

const AXE: &str = include_str!("../assets/axe.min.js");
/// The tags of WCAG 2.0 to 2.2, levels A and AA.
const WCAG: [&str; 6] = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa"];

/// A browser and its driver, both gone with the value.
pub(crate) struct Browser {
    pub(crate) client: Client,
    driver: Driver,
    width: u32,
}

struct Driver {
    process: Child,
    port: u16,
}

impl Drop for Driver {
    fn drop(&mut self) {
        // Told to shut down, the driver ends its browsers; killed, it would leave them behind.
        if let Ok(mut stream) = TcpStream::connect(("127.0.0.1", self.port)) {
            let request = "GET /shutdown HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n";
            drop(stream.write_all(request.as_bytes()));
            drop(stream.set_read_timeout(Some(Duration::from_secs(10))));
            drop(stream.read_to_end(&mut Vec::new()));
        }
        for _ in 0..100 {
            if matches!(self.process.try_wait(), Ok(Some(_))) {
                return;
            }
            std::thread::sleep(Duration::from_millis(50));
        }
        drop(self.process.kill());
        drop(self.process.wait());
    }
}

impl Browser {
    /// A browser with a screen of a size. Windows cannot be narrower than 500 px, so narrower
    /// screens are a telephone's.
    pub(crate) async fn open(width: u32, height: u32) -> Self {
        let driver = start_driver();
        let mut options = json!({ "args": [
            "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
            "--disable-background-networking", "--disable-component-update", "--disable-sync",
            "--hide-scrollbars", "--lang=ja", format!("--window-size={width},{height}"),
        ]});
        if width < 500 {
            let screen = json!({ "width": width, "height": height, "pixelRatio": 1.0 });
            options["mobileEmulation"] = json!({ "deviceMetrics": screen });
        }
        let capabilities = json!({
            "goog:chromeOptions": options,
        });
        let Value::Object(capabilities) = capabilities else { unreachable!("an object above") };
        let client = ClientBuilder::new(HttpConnector::new())
            .capabilities(capabilities)
            .connect(&format!("http://127.0.0.1:{}", driver.port))
            .await
            .unwrap();
        let browser = Self { client, driver, width };
        if width >= 500 {
            browser.fit(width, height).await;
        }
        browser
    }

    /// Makes the inside of the window, not its frame, the size asked for.
    async fn fit(&self, width: u32, height: u32) {
        let inside =
            self.client.execute("return [innerWidth, innerHeight]", Vec::new()).await.unwrap();
        let size = |place: usize| u32::try_from(inside[place].as_u64().unwrap()).unwrap();
        let (wide, high) = (2 * width - size(0), 2 * height - size(1));
        self.client.set_window_size(wide, high).await.unwrap();
    }

    /// Types into whatever has the keyboard.
    pub(crate) async fn keys(&self, text: &str) {
        self.client.active_element().await.unwrap().send_keys(text).await.unwrap();
    }

    /// The `id` of whatever has the keyboard.
    pub(crate) async fn focused(&self) -> String {
        let script = "return document.activeElement.id";
        self.client.execute(script, Vec::new()).await.unwrap().as_str().unwrap().to_owned()
    }

    /// Waits for an element and gives its text.
    pub(crate) async fn text(&self, css: &str) -> String {
        let wait = self.client.wait().at_most(Duration::from_secs(15));
        wait.for_element(Locator::Css(css)).await.unwrap().text().await.unwrap()
    }

    /// Waits until an element has a text.
    pub(crate) async fn wait_for_text(&self, css: &str, text: &str) {
        let deadline = tokio::time::Instant::now() + Duration::from_secs(20);
        loop {
            let script = "return document.querySelector(arguments[0])?.textContent ?? ''";
            let found = self.client.execute(script, vec![json!(css)]).await.unwrap();
            if found.as_str().is_some_and(|it| it.contains(text)) {
                return;
            }
            assert!(tokio::time::Instant::now() < deadline, "{css} never said {text}: {found}");
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
    }

    /// Fails on any violation of WCAG 2.2 A or AA on the page, or a page wider than its screen.
    pub(crate) async fn check_accessibility(&self, page: &str) {
        self.client.execute(AXE, Vec::new()).await.unwrap();
        let script = "const done = arguments[arguments.length - 1];
            axe.run(document, { runOnly: { type: 'tag', values: arguments[0] } })
                .then((it) => done(it.violations.map((v) =>
                    v.id + ': ' +
                    v.nodes.map((n) => n.target + ' ' + n.failureSummary).join(' | '))))
                .catch((error) => done(['axe failed: ' + error]));";
        let found = self.client.execute_async(script, vec![json!(WCAG)]).await.unwrap();
        assert_eq!(found, json!([]), "{page} at {} px", self.width);
        let script = "return document.documentElement.scrollWidth";
        let wide = self.client.execute(script, Vec::new()).await.unwrap().as_u64().unwrap();
        assert!(wide <= u64::from(self.width), "{page} is {wide} px wide, not {}", self.width);
    }

    /// Keeps a picture of the screen in the target directory, to be looked at.
    pub(crate) async fn picture(&self, name: &str) {
        let pictures = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("pictures");
        std::fs::create_dir_all(&pictures).unwrap();
        let picture = self.client.screenshot().await.unwrap();
        std::fs::write(pictures.join(format!("{name}-{}.png", self.width)), picture).unwrap();
    }

    /// Ends the session, then the driver.
    pub(crate) async fn close(self) {
        self.client.clone().close().await.unwrap();
        drop(self.driver);
    }
}

/// Starts the driver on a port of its choice.
fn start_driver() -> Driver {
    let mut process = Command::new("chromedriver")
        .args(["--port=0", "--log-level=SEVERE"])
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap_or_else(|error| panic!("Debian's chromium-driver is not there: {error}"));
    let lines = BufReader::new(process.stdout.take().unwrap()).lines();
    let port = lines
        .map(Result::unwrap)
        .find_map(|it| it.split_once("successfully on port ").map(|(_, port)| port.to_owned()))
        .unwrap_or_else(|| panic!("the driver did not say its port"));
    let port = port.trim_end_matches('.').parse().unwrap();
    Driver { process, port }
}
