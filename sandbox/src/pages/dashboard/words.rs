//! The words of the page in English and in Chinese.

/// Makes the table of words a type, so that neither language can lack one.
macro_rules! words {
    ($($name:ident: $english:literal, $chinese:literal;)*) => {
        /// The words of one language.
        pub struct Words {
            $(pub $name: &'static str,)*
        }

        pub static ENGLISH: Words = Words { $($name: $english,)* };
        pub static CHINESE: Words = Words { $($name: $chinese,)* };

        /// Every word with its name, for the test.
        #[cfg(test)]
        const TABLE: &[(&str, &str, &str)] = &[$((stringify!($name), $english, $chinese),)*];
    };
}

words! {
    language_tag: "en", "zh-CN";
    title: "Authing sandbox", "Authing 沙箱";
    skip: "Skip to the content", "跳到正文";
    other_language: "中文", "English";
    address: "Address", "地址";
    app_id: "App id", "应用 ID";
    app_secret: "App secret", "应用密钥";
    user_pool_id: "User pool id", "用户池 ID";
    user_pool_secret: "User pool secret", "用户池密钥";
    live: "The page follows what happens.", "页面随时更新。";
    not_live: "Reload the page to see what has happened since.", "刷新页面可查看最新内容。";
    lost: "The sandbox does not answer.", "沙箱没有响应。";
    copy: "Copy", "复制";
    copied: "Copied", "已复制";
    scripts_help: "For scripts: all of this over HTTP", "脚本可通过 HTTP 完成以上操作";

    problems: "What went wrong", "出错的请求";
    no_problems: "No request was refused.", "没有请求被拒绝。";
    all_problems: "All refused requests", "所有被拒绝的请求";
    faults: "Faults", "故障";
    no_faults: "No fault waits for a request.", "没有待触发的故障。";
    add_fault: "Make requests fail", "添加故障";
    place: "Operation or path", "操作或路径";
    effect: "Effect", "效果";
    effect_status: "HTTP status, JSON body", "HTTP 状态码，JSON 正文";
    effect_html: "HTTP status, HTML page", "HTTP 状态码，HTML 页面";
    effect_empty: "HTTP status, no body", "HTTP 状态码，无正文";
    effect_code: "refusal with a business code", "以业务码拒绝";
    effect_delay: "delay in milliseconds", "延迟（毫秒）";
    effect_hang: "no reply", "不响应";
    effect_cut: "connection cut in the reply", "响应中途断开";
    effect_malformed: "broken JSON", "残缺的 JSON";
    effect_redirect: "redirect", "重定向";
    effect_oversized: "very long reply in bytes", "超长响应（字节）";
    number: "Number", "数值";
    number_hint: "status, code, milliseconds or bytes", "状态码、业务码、毫秒或字节";
    text: "Text", "文本";
    text_hint: "message of the refusal, or address of the redirect", "拒绝的消息，或重定向的地址";
    times: "Times", "次数";
    times_hint: "empty: every time", "留空：每次";
    times_left: "times left", "次剩余";
    always: "every time", "每次";
    add: "Add", "添加";
    remove: "Remove", "移除";
    remove_all: "Remove all", "全部移除";

    codes: "Codes sent", "已发送的验证码";
    no_codes: "No code was sent.", "尚未发送验证码。";
    new_code: "New code", "新验证码";
    at: "At (UTC)", "时间 (UTC)";
    to: "To", "收件人";
    scene: "Scene", "场景";
    code: "Code", "验证码";
    state: "State", "状态";
    used: "used", "已使用";
    unused: "unused", "未使用";
    expired: "expired", "已过期";

    wechat: "WeChat", "微信";
    wechat_user: "WeChat user (openid)", "微信用户 (openid)";
    new_login_code: "New login code", "新的登录 code";
    phone: "Phone", "手机号";
    phone_code: "Phone button code", "手机号按钮 code";
    realtime_phone_code: "Realtime phone button code", "手机号实时验证按钮 code";
    phone_payload: "Code and phone payload (old button)", "code 与手机号数据（旧按钮）";
    nickname: "Nickname", "昵称";
    profile_payload: "Code and profile payload", "code 与用户资料数据";
    login_codes: "Login codes", "登录 code";
    no_login_codes: "No WeChat user has logged in.", "还没有微信用户登录。";
    phone_codes: "Phone button codes", "手机号按钮的 code";
    no_phone_codes: "No phone button gave a code.", "手机号按钮还没有给出 code。";
    realtime: "verified by WeChat at that moment", "微信实时验证";
    session_key: "session_key", "session_key（会话密钥）";
    payloads: "Payloads", "加密数据";
    no_payloads: "No button was pressed.", "还没有点击过按钮。";
    content: "Content", "内容";
    refuse_codes: "WeChat refuses the next codes", "微信拒绝接下来的 code";
    refuse: "Refuse", "拒绝";
    still_refused: "Still refused:", "仍将拒绝：";
    keep_keys: "Keep session keys over several logins", "多次登录时保持会话密钥不变";
    change_keys: "Change session keys with each login", "每次登录更换会话密钥";

    users: "Users", "用户";
    no_users: "There are no users.", "没有用户。";
    no_match: "No user has this text.", "没有匹配的用户。";
    search: "Search", "搜索";
    clear: "Clear", "清除";
    shown_of: "shown of", "条，共";
    user: "User", "用户";
    username: "User name", "用户名";
    email: "Email", "邮箱";
    last_login: "Last login", "最近登录";
    add_user: "Add a user", "添加用户";
    edit_user: "Edit the user", "编辑用户";
    password: "Password", "密码";
    password_kept: "empty: unchanged", "留空：不变";
    blocked: "Locked", "已锁定";
    save: "Save", "保存";
    cancel: "Cancel", "取消";
    edit: "Edit", "编辑";
    delete: "Delete", "删除";
    log_in_as: "Log in as", "以此登录";
    deleted_user: "deleted user", "已删除的用户";

    sessions: "Sessions", "会话";
    no_sessions: "Nobody is logged in.", "没有用户登录。";
    token: "Token", "令牌";
    until: "Until (UTC)", "有效期至 (UTC)";
    end_session: "End", "结束";

    events: "Events", "事件";
    no_events: "No event was published.", "尚未发布事件。";
    event: "Event", "事件名称";
    data: "Data", "数据";
    published_by: "Published by", "发布者";
    a_test: "a test, or this page", "测试或本页面";
    subscriptions: "Subscriptions", "订阅";
    no_subscriptions: "Nobody has subscribed to an event.", "没有订阅者。";
    subscribers: "Subscribers", "订阅者数";
    publish_event: "Publish an event", "发布事件";
    data_hint: "text, or JSON", "文本或 JSON";
    publish: "Publish", "发布";

    requests: "Requests", "请求";
    no_requests: "No request was received.", "尚未收到请求。";
    no_request_fits: "No request fits the filter.", "没有符合条件的请求。";
    filter: "Filter", "筛选";
    filter_hint: "operation, path, body or reason", "操作、路径、正文或原因";
    only_problems: "only what went wrong", "仅出错的请求";
    operation: "Operation", "操作";
    beyond_contract: "not in the contract", "不在契约中";
    request: "Request", "请求";
    answer: "Answer", "响应";
    unanswered: "no reply", "无响应";
    fault: "fault", "故障";
    body_without_secrets: "Body, without secrets", "正文（不含机密）";
    as_curl: "Replay with curl, secrets included", "用 curl 重放（含机密）";
    too_large: "The request is too old, too large or not text, so it cannot be replayed.", "请求过旧、过大或不是文本，无法重放。";
    fail_next: "Let the next one fail:", "让下一次失败：";

    clock: "Clock", "时钟";
    clock_is: "Time of the sandbox (UTC)", "沙箱时间 (UTC)";
    clock_moved: "not the time of this machine", "与本机时间不同";
    minutes_5: "5 minutes", "5 分钟";
    hour_1: "1 hour", "1 小时";
    day_1: "1 day", "1 天";
    days_14: "14 days", "14 天";
    set_to: "Set to (UTC)", "设为 (UTC)";
    set: "Set", "设置";
    back_to_now: "Back to now", "恢复为当前时间";
    login_page: "Login page for browsers", "浏览器登录页";
    login_automatic: "logs in everybody at once", "自动登录所有访问者";
    login_ask: "asks who logs in", "询问由谁登录";
    login_deny: "everybody declines to log in", "所有访问者都拒绝登录";
    login_as: "logs in everybody as this user:", "所有访问者都以此用户登录：";
    reset: "Back to the seed", "恢复初始数据";
    reset_warning: "Users become those of the seed. Sessions, codes, faults and requests are removed. The clock stays.",
        "用户恢复为初始数据；会话、验证码、故障和请求记录将被清除；时钟不变。";
}

#[cfg(test)]
mod tests {
    use super::TABLE;

    /// Words that are the same in both languages, or are not Chinese on purpose.
    const FOREIGN: [&str; 2] = ["language_tag", "other_language"];

    #[test]
    fn every_word_has_both_languages() {
        assert!(TABLE.len() > 100, "only {} words were read", TABLE.len());
        let is_chinese = |text: &str| text.chars().any(|char| ('\u{4e00}'..='\u{9fff}').contains(&char));
        for (name, english, chinese) in TABLE.iter().filter(|(name, ..)| !FOREIGN.contains(name)) {
            assert!(!english.trim().is_empty() && !is_chinese(english), "{name}: {english}");
            assert!(is_chinese(chinese), "{name}: {chinese}");
        }
    }
}
