// Made by build.rs from spec/. Do not edit: change spec/ and refresh.

impl crate::ErrorCode {
    /// `-3`: Client-side: the call failed on this machine (an argument, the token store, or a reply that could not be decoded).
    ///
    /// 本地错误(客户端)
    pub const LOCAL: Self = Self(-3);
    /// `-2`: Client-side: the request could not be sent or no reply came back.
    ///
    /// 请求失败(客户端)
    pub const NO_CONNECTION: Self = Self(-2);
    /// `-1`: Client-side: no reply arrived within the time allowed.
    ///
    /// 请求超时(客户端)
    pub const TIMED_OUT: Self = Self(-1);
    /// `200`: The call succeeded.
    ///
    /// 成功
    pub const OK: Self = Self(200);
    /// `400`: A parameter is invalid, or a confirming TOTP code or a token to validate was rejected.
    ///
    /// 参数错误
    pub const BAD_REQUEST: Self = Self(400);
    /// `401`: The caller is not authenticated.
    ///
    /// 未登录
    pub const UNAUTHENTICATED: Self = Self(401);
    /// `402`: The feature needs a payment or a higher plan.
    ///
    /// 需升级套餐
    pub const PAYMENT_REQUIRED: Self = Self(402);
    /// `403`: Access is refused, or the credentials are wrong when accompanied by API code 2333.
    ///
    /// 无权限
    pub const FORBIDDEN: Self = Self(403);
    /// `404`: The requested resource was not found.
    ///
    /// 不存在
    pub const NOT_FOUND: Self = Self(404);
    /// `408`: The request took too long.
    ///
    /// 超时
    pub const REQUEST_TIMEOUT: Self = Self(408);
    /// `409`: The request conflicts with existing data.
    ///
    /// 冲突
    pub const CONFLICT: Self = Self(409);
    /// `413`: The request body exceeds the size limit.
    ///
    /// 请求体过大
    pub const PAYLOAD_TOO_LARGE: Self = Self(413);
    /// `422`: The operation is not permitted in the current state.
    ///
    /// 操作不合法
    pub const UNPROCESSABLE_ENTITY: Self = Self(422);
    /// `429`: Requests are arriving too fast.
    ///
    /// 请求过多
    pub const TOO_MANY_REQUESTS: Self = Self(429);
    /// `499`: General error on the caller's side.
    ///
    /// 客户端通用错误
    pub const CLIENT_ERROR: Self = Self(499);
    /// `500`: General server error, also reported for a malformed phone number when sending SMS and for some network failures.
    ///
    /// 服务器通用错误 / 网络请求错误
    pub const INTERNAL_SERVER_ERROR: Self = Self(500);
    /// `501`: The operation is not supported.
    ///
    /// 不支持的操作
    pub const NOT_IMPLEMENTED: Self = Self(501);
    /// `502`: A service behind the gateway could not be called properly.
    ///
    /// 微服务调用出错
    pub const BAD_GATEWAY: Self = Self(502);
    /// `503`: The service is down for maintenance.
    ///
    /// 维护中
    pub const SERVICE_UNAVAILABLE: Self = Self(503);
    /// `601`: A third-party endpoint could not be called.
    ///
    /// 请求第三方失败
    pub const THIRD_PARTY_REQUEST_FAILED: Self = Self(601);
    /// `602`: A third-party endpoint answered with an error.
    ///
    /// 第三方返回错误
    pub const THIRD_PARTY_ERROR: Self = Self(602);
    /// `603`: The tenant's custom code raised an error.
    ///
    /// 自定义代码错误
    pub const CUSTOM_CODE_ERROR: Self = Self(603);
    /// `1000`: The system is busy, try again later.
    ///
    /// 系统繁忙
    pub const SYSTEM_BUSY: Self = Self(1000);
    /// `1001`: The caller has no permission for this operation.
    ///
    /// 无权限执行此操作
    pub const PERMISSION_DENIED: Self = Self(1001);
    /// `1002`: Logins are being attempted too often.
    ///
    /// 登录太频繁
    pub const LOGIN_TOO_FREQUENT: Self = Self(1002);
    /// `1108`: The username clashes with another one, so a different one must be chosen.
    ///
    /// 用户名重复
    pub const USERNAME_CONFLICT: Self = Self(1108);
    /// `1300`: The access key signature is not valid.
    ///
    /// AK/SK 签名不合法
    pub const SIGNATURE_INVALID: Self = Self(1300);
    /// `1301`: The access key signing method is not the one the server uses.
    ///
    /// AK/SK 签名方式不匹配
    pub const SIGNATURE_METHOD_MISMATCH: Self = Self(1301);
    /// `1302`: The access key signature version is not the one the server uses.
    ///
    /// AK/SK 签名版本不匹配
    pub const SIGNATURE_VERSION_MISMATCH: Self = Self(1302);
    /// `1303`: The signature timestamp is not a Unix time in milliseconds.
    ///
    /// AK/SK 时间戳格式错误
    pub const SIGNATURE_TIMESTAMP_INVALID: Self = Self(1303);
    /// `1304`: The date header needed for access key signing is missing.
    ///
    /// 缺少 date 请求头
    pub const SIGNATURE_DATE_MISSING: Self = Self(1304);
    /// `1305`: The signature timestamp is too far from the server's clock.
    ///
    /// 时间戳偏差过大
    pub const SIGNATURE_TIMESTAMP_SKEWED: Self = Self(1305);
    /// `1306`: The access key signature was used before.
    ///
    /// 签名已被使用
    pub const SIGNATURE_ALREADY_USED: Self = Self(1306);
    /// `1576`: A message to show at login (exact meaning undocumented).
    pub const LOGIN_MESSAGE: Self = Self(1576);
    /// `1577`: This device is disabled.
    ///
    /// 设备停用
    pub const DEVICE_DISABLED: Self = Self(1577);
    /// `1578`: This device is suspended.
    ///
    /// 设备挂起
    pub const DEVICE_SUSPENDED: Self = Self(1578);
    /// `1600`: The authentication flow is complete and the session is set.
    ///
    /// 认证流程完成
    pub const FLOW_COMPLETED: Self = Self(1600);
    /// `1635`: A second factor bound to the user is needed, and the data carries an mfaToken.
    ///
    /// 需要个人 MFA
    pub const USER_MFA_REQUIRED: Self = Self(1635);
    /// `1636`: A second factor set by the application is needed, and the data carries mfaToken and the applicationMfa list.
    ///
    /// 需要应用 MFA
    pub const APP_MFA_REQUIRED: Self = Self(1636);
    /// `1639`: A new password must be set at first login without the old one, using the token in the data.
    ///
    /// 首次登录重置密码
    pub const FIRST_LOGIN_PASSWORD_RESET: Self = Self(1639);
    /// `1640`: The federated login must be bound to an existing account.
    ///
    /// 询问绑定(仅已有账号)
    pub const BIND_EXISTING_ACCOUNT: Self = Self(1640);
    /// `1641`: The federated login must be bound to an account, either existing or newly created.
    ///
    /// 询问绑定或创建
    pub const BIND_OR_CREATE_ACCOUNT: Self = Self(1641);
    /// `1642`: The user must complete the profile after login.
    ///
    /// 登录信息补全
    pub const PROFILE_COMPLETION_REQUIRED: Self = Self(1642);
    /// `1643`: The account is locked, and its user may unlock it.
    ///
    /// 用户自主解锁
    pub const SELF_UNLOCK_AVAILABLE: Self = Self(1643);
    /// `1644`: The user must continue at the tenant portal.
    ///
    /// 租户门户
    pub const TENANT_PORTAL: Self = Self(1644);
    /// `1645`: The tenant profile must be completed.
    ///
    /// 租户信息补全
    pub const TENANT_PROFILE_COMPLETION_REQUIRED: Self = Self(1645);
    /// `1666`: The identity is bound without asking the user.
    ///
    /// 直接绑定
    pub const BIND_IDENTITY_DIRECTLY: Self = Self(1666);
    /// `1699`: The flow ended early, so the user must return to the login page.
    ///
    /// 提前终止流程
    pub const FLOW_ABORTED: Self = Self(1699);
    /// `1700`: No face photo was uploaded.
    ///
    /// 未上传人脸照片
    pub const FACE_PHOTO_MISSING: Self = Self(1700);
    /// `1701`: No image to compare the face with was uploaded.
    ///
    /// 未上传对比图片
    pub const FACE_COMPARISON_IMAGE_MISSING: Self = Self(1701);
    /// `1702`: The face could not be verified.
    ///
    /// 人脸校验错误
    pub const FACE_CHECK_FAILED: Self = Self(1702);
    /// `1703`: A face cannot be bound before an email or a phone is.
    ///
    /// 未绑定邮箱或手机,无法绑定人脸
    pub const FACE_BINDING_NEEDS_CONTACT: Self = Self(1703);
    /// `1704`: The phone could not be verified while binding a face.
    ///
    /// 绑定人脸时手机验证失败
    pub const FACE_BINDING_PHONE_FAILED: Self = Self(1704);
    /// `1705`: The email could not be verified while binding a face.
    ///
    /// 绑定人脸时邮箱验证失败
    pub const FACE_BINDING_EMAIL_FAILED: Self = Self(1705);
    /// `1706`: A face is already bound.
    ///
    /// 人脸已绑定
    pub const FACE_ALREADY_BOUND: Self = Self(1706);
    /// `1707`: The face could not be bound.
    ///
    /// 绑定人脸失败
    pub const FACE_BINDING_FAILED: Self = Self(1707);
    /// `2000`: The account looks suspicious, so a captcha is needed to log in.
    ///
    /// 账号异常,需输入验证码
    pub const CAPTCHA_REQUIRED: Self = Self(2000);
    /// `2001`: The verification code is incorrect.
    ///
    /// 验证码错误
    pub const VERIFICATION_CODE_INCORRECT: Self = Self(2001);
    /// `2002`: The monthly login quota is used up.
    ///
    /// 月登录限额用完
    pub const MONTHLY_LOGIN_QUOTA_EXCEEDED: Self = Self(2002);
    /// `2003`: The email given to register or log in is malformed.
    ///
    /// 注册或登录邮箱格式错误
    pub const ACCOUNT_EMAIL_INVALID: Self = Self(2003);
    /// `2004`: The user does not exist.
    ///
    /// 用户不存在
    pub const USER_NOT_FOUND: Self = Self(2004);
    /// `2005`: The user is locked.
    ///
    /// 用户已锁定
    pub const USER_LOCKED: Self = Self(2005);
    /// `2006`: The password is incorrect.
    ///
    /// 密码不正确
    pub const WRONG_PASSWORD: Self = Self(2006);
    /// `2007`: The application name is not allowed.
    ///
    /// 应用名非法
    pub const APP_NAME_INVALID: Self = Self(2007);
    /// `2008`: The owner already has an application of the same name.
    ///
    /// 已有同名应用
    pub const APP_NAME_DUPLICATE: Self = Self(2008);
    /// `2009`: The application type is not allowed.
    ///
    /// 应用类型非法
    pub const APP_TYPE_INVALID: Self = Self(2009);
    /// `2010`: The operation lacks an application ID.
    ///
    /// 缺应用 ID
    pub const APP_ID_MISSING: Self = Self(2010);
    /// `2011`: The application does not exist.
    ///
    /// 应用不存在
    pub const APP_NOT_FOUND: Self = Self(2011);
    /// `2012`: There is no default user group.
    ///
    /// 缺默认用户组
    pub const DEFAULT_GROUP_MISSING: Self = Self(2012);
    /// `2013`: The application description is not allowed.
    ///
    /// 应用描述非法
    pub const APP_DESCRIPTION_INVALID: Self = Self(2013);
    /// `2014`: The user search input is malformed.
    ///
    /// 搜索输入格式错误
    pub const USER_SEARCH_INPUT_INVALID: Self = Self(2014);
    /// `2015`: The user search type is not allowed.
    ///
    /// 搜索类型非法
    pub const USER_SEARCH_TYPE_INVALID: Self = Self(2015);
    /// `2016`: The server could not decrypt the password the client encrypted.
    ///
    /// 解密客户端密码出错
    pub const PASSWORD_DECRYPTION_FAILED: Self = Self(2016);
    /// `2017`: A macro in the mail template could not be parsed.
    ///
    /// 邮件模板宏解析错误
    pub const MAIL_TEMPLATE_MACRO_INVALID: Self = Self(2017);
    /// `2018`: The user has no permission to change this item.
    ///
    /// 无权限修改此项
    pub const UPDATE_FORBIDDEN: Self = Self(2018);
    /// `2019`: The user must be verified before the password can be changed.
    ///
    /// 改密前需先验证
    pub const PASSWORD_CHANGE_NEEDS_VERIFICATION: Self = Self(2019);
    /// `2020`: The request was refused because nobody is logged in.
    ///
    /// 尚未登录
    pub const NOT_LOGGED_IN: Self = Self(2020);
    /// `2021`: The mail was not sent because its template is missing, though the code is also reported for an invalid login.
    ///
    /// 邮件发送失败:取不到模板
    pub const MAIL_TEMPLATE_MISSING: Self = Self(2021);
    /// `2022`: The email could not be verified because the template is missing.
    ///
    /// 邮箱验证失败:取不到模板
    pub const EMAIL_VERIFICATION_TEMPLATE_MISSING: Self = Self(2022);
    /// `2023`: The email could not be verified because the link has expired.
    ///
    /// 邮箱验证失败:链接过期
    pub const EMAIL_VERIFICATION_LINK_EXPIRED: Self = Self(2023);
    /// `2024`: The project description exceeds 140 characters.
    ///
    /// 描述超过 140 字
    pub const DESCRIPTION_TOO_LONG: Self = Self(2024);
    /// `2025`: The default mail provider reported an error.
    ///
    /// 默认邮件服务商出错
    pub const DEFAULT_MAIL_PROVIDER_FAILED: Self = Self(2025);
    /// `2026`: The user already exists.
    ///
    /// 用户已存在
    pub const USER_ALREADY_EXISTS: Self = Self(2026);
    /// `2027`: The account was made through OAuth and has no password, so OAuth must be used to log in.
    ///
    /// OAuth 注册未设密码
    pub const OAUTH_LOGIN_REQUIRED: Self = Self(2027);
    /// `2028`: A valid phone number or email is needed.
    ///
    /// 需正确手机号或邮箱
    pub const PHONE_OR_EMAIL_REQUIRED: Self = Self(2028);
    /// `2029`: The password has fewer than 6 characters.
    ///
    /// 密码少于 6 位
    pub const PASSWORD_TOO_SHORT: Self = Self(2029);
    /// `2030`: More than 80 users were asked for in one query.
    ///
    /// 一次查询超过 80 人
    pub const TOO_MANY_USERS_QUERIED: Self = Self(2030);
    /// `2031`: The application does not allow registration.
    ///
    /// 应用禁止注册
    pub const REGISTRATION_DISABLED: Self = Self(2031);
    /// `2032`: Registration needs a password.
    ///
    /// 注册需要密码
    pub const PASSWORD_REQUIRED: Self = Self(2032);
    /// `2034`: The username is already in use.
    ///
    /// 用户名已存在
    pub const USERNAME_ALREADY_EXISTS: Self = Self(2034);
    /// `2035`: The phone number is already bound.
    ///
    /// 手机号已绑定
    pub const PHONE_ALREADY_BOUND: Self = Self(2035);
    /// `2036`: The user does not belong to this user pool.
    ///
    /// 用户不属于此用户池
    pub const USER_NOT_IN_POOL: Self = Self(2036);
    /// `2037`: The old email is not the one on record.
    ///
    /// 旧邮箱不匹配
    pub const OLD_EMAIL_MISMATCH: Self = Self(2037);
    /// `2038`: The old phone number is not the one on record.
    ///
    /// 旧手机不匹配
    pub const OLD_PHONE_MISMATCH: Self = Self(2038);
    /// `2039`: The domain name, or in API v3 the application's domain, is already taken.
    ///
    /// 域名已被占用
    pub const DOMAIN_TAKEN: Self = Self(2039);
    /// `2040`: The limit on the number of people is reached, or in API v3 the user pool's domain is already taken.
    ///
    /// 人数限制已满 / v3:用户池域名已占用
    pub const USER_LIMIT_REACHED: Self = Self(2040);
    /// `2042`: An email that is not verified is refused (scope uncertain, probably registration).
    ///
    /// 禁止未验证邮箱
    pub const UNVERIFIED_EMAIL_FORBIDDEN: Self = Self(2042);
    /// `2057`: The account is locked after repeated failed logins.
    ///
    /// 多次错误登录被锁定
    pub const LOGIN_ATTEMPTS_LOCKED: Self = Self(2057);
    /// `2058`: The password must be reset with the help of the old one, using the token in the data.
    ///
    /// 强制重置密码
    pub const PASSWORD_RESET_REQUIRED: Self = Self(2058);
    /// `2061`: The password is weak, which is only a hint to the user.
    ///
    /// 密码不安全提示
    pub const WEAK_PASSWORD_WARNING: Self = Self(2061);
    /// `2071`: The password is weak and must be reset.
    ///
    /// 密码不安全须重置
    pub const WEAK_PASSWORD_RESET_REQUIRED: Self = Self(2071);
    /// `2080`: Another mail was asked for too soon.
    ///
    /// 发送邮件过于频繁
    pub const EMAIL_TOO_FREQUENT: Self = Self(2080);
    /// `2100`: Registrations are being attempted too often.
    ///
    /// 注册过于频繁
    pub const REGISTRATION_TOO_FREQUENT: Self = Self(2100);
    /// `2101`: An application ID must be given.
    ///
    /// 请提供应用 ID
    pub const APP_ID_REQUIRED: Self = Self(2101);
    /// `2200`: The email is already bound.
    ///
    /// 邮箱已被绑定
    pub const EMAIL_ALREADY_BOUND: Self = Self(2200);
    /// `2201`: The original password must be given.
    ///
    /// 需输入原密码
    pub const ORIGINAL_PASSWORD_REQUIRED: Self = Self(2201);
    /// `2202`: The record to change does not belong to the caller.
    ///
    /// 修改的信息不属于当前用户
    pub const NOT_RECORD_OWNER: Self = Self(2202);
    /// `2203`: The original password is incorrect.
    ///
    /// 原密码错误
    pub const ORIGINAL_PASSWORD_INCORRECT: Self = Self(2203);
    /// `2204`: The email is malformed.
    ///
    /// 邮箱格式不正确
    pub const EMAIL_INVALID: Self = Self(2204);
    /// `2205`: The parameter registerInClient was not given.
    ///
    /// 缺 registerInClient
    pub const REGISTER_IN_CLIENT_MISSING: Self = Self(2205);
    /// `2206`: The login has expired, so the user must log in again.
    ///
    /// 登录信息已过期
    pub const TOKEN_EXPIRED: Self = Self(2206);
    /// `2207`: The login information is wrong, so the user must log in again.
    ///
    /// 登录信息有误
    pub const LOGIN_INFO_INVALID: Self = Self(2207);
    /// `2208`: An email other than the existing one must be chosen.
    ///
    /// 请换一个邮箱
    pub const EMAIL_MUST_DIFFER: Self = Self(2208);
    /// `2209`: The caller has no permission to delete this user.
    ///
    /// 无权限删除该用户
    pub const USER_DELETION_FORBIDDEN: Self = Self(2209);
    /// `2210`: The deletion failed, for example because the user does not exist.
    ///
    /// 删除操作错误
    pub const DELETION_FAILED: Self = Self(2210);
    /// `2211`: The parameter username was not given.
    ///
    /// 缺 username
    pub const USERNAME_MISSING: Self = Self(2211);
    /// `2212`: The root user must not be deleted.
    ///
    /// 不能删除 root 用户
    pub const ROOT_USER_UNDELETABLE: Self = Self(2212);
    /// `2213`: The user has already bound an OAuth login of this kind.
    ///
    /// 已绑定过此 OAuth 方式
    pub const OAUTH_TYPE_ALREADY_BOUND: Self = Self(2213);
    /// `2214`: The user's OAuth bindings could not be read.
    ///
    /// 读取已绑定 OAuth 失败
    pub const OAUTH_BINDINGS_UNREADABLE: Self = Self(2214);
    /// `2215`: The third-party account is already bound to a user.
    ///
    /// 该第三方账号已被绑定
    pub const SOCIAL_ACCOUNT_ALREADY_BOUND: Self = Self(2215);
    /// `2216`: The OAuth login to unbind is not bound.
    ///
    /// 没有绑定此 OAuth
    pub const OAUTH_NOT_BOUND: Self = Self(2216);
    /// `2217`: The only login method left cannot be unbound.
    ///
    /// 仅一种登录方式,不能解绑
    pub const LAST_LOGIN_METHOD: Self = Self(2217);
    /// `2218`: The password cannot be changed because no email is bound.
    ///
    /// 未绑定邮箱不可改密
    pub const PASSWORD_CHANGE_NEEDS_EMAIL: Self = Self(2218);
    /// `2219`: No email is bound that could be unbound.
    ///
    /// 未绑定邮箱
    pub const EMAIL_NOT_BOUND: Self = Self(2219);
    /// `2220`: An OAuth application of this name already exists.
    ///
    /// OAuth 应用名已存在
    pub const OAUTH_APP_NAME_EXISTS: Self = Self(2220);
    /// `2221`: The OAuth application to update does not exist.
    ///
    /// OAuth 应用不存在
    pub const OAUTH_APP_NOT_FOUND: Self = Self(2221);
    /// `2222`: The domain chosen for the OAuth application is reserved.
    ///
    /// 使用了保留域名
    pub const OAUTH_DOMAIN_RESERVED: Self = Self(2222);
    /// `2223`: Another OAuth application already uses this domain.
    ///
    /// 域名已被使用
    pub const OAUTH_DOMAIN_TAKEN: Self = Self(2223);
    /// `2224`: The user pool does not exist.
    ///
    /// 用户池不存在
    pub const USER_POOL_NOT_FOUND: Self = Self(2224);
    /// `2225`: The email cannot be changed by updateUser, only by updateEmail.
    ///
    /// 不能直接改邮箱
    pub const EMAIL_UPDATE_NOT_ALLOWED: Self = Self(2225);
    /// `2226`: The phone number cannot be changed by updateUser, only by updatePhone.
    ///
    /// 不能直接改手机号
    pub const PHONE_UPDATE_NOT_ALLOWED: Self = Self(2226);
    /// `2227`: The old email must be verified before it can be changed.
    ///
    /// 改邮箱须验证原邮箱
    pub const OLD_EMAIL_VERIFICATION_REQUIRED: Self = Self(2227);
    /// `2228`: The old phone number must be verified before it can be changed.
    ///
    /// 改手机须验证原手机(中文页误写为邮箱)
    pub const OLD_PHONE_VERIFICATION_REQUIRED: Self = Self(2228);
    /// `2229`: The new email is the same as the old one.
    ///
    /// 新旧邮箱相同
    pub const EMAIL_UNCHANGED: Self = Self(2229);
    /// `2230`: The new phone number is the same as the old one.
    ///
    /// 新旧手机号相同
    pub const PHONE_UNCHANGED: Self = Self(2230);
    /// `2231`: Some request parameters are missing.
    ///
    /// 请求参数不全
    pub const PARAMETERS_INCOMPLETE: Self = Self(2231);
    /// `2241`: The QR code does not exist.
    ///
    /// 二维码不存在
    pub const QR_CODE_NOT_FOUND: Self = Self(2241);
    /// `2300`: The verification code has expired.
    ///
    /// 验证码过期
    pub const VERIFICATION_CODE_EXPIRED: Self = Self(2300);
    /// `2333`: The account does not exist or the password is incorrect.
    ///
    /// 账号或密码错误
    pub const INVALID_CREDENTIALS: Self = Self(2333);
    /// `2401`: The mobile SSO session does not exist.
    ///
    /// 移动应用 sso session 不存在
    pub const SSO_SESSION_NOT_FOUND: Self = Self(2401);
    /// `2921`: The user must choose an account.
    ///
    /// 选择账号
    pub const CHOOSE_ACCOUNT: Self = Self(2921);
    /// `2930`: The user must choose which account to log in with.
    ///
    /// 选择账号登录
    pub const CHOOSE_LOGIN_ACCOUNT: Self = Self(2930);
    /// `3003`: The permission namespace to delete does not exist (inferred, undocumented).
    pub const NAMESPACE_TO_DELETE_NOT_FOUND: Self = Self(3003);
    /// `3005`: The permission namespace to update does not exist (inferred, undocumented).
    pub const NAMESPACE_TO_UPDATE_NOT_FOUND: Self = Self(3005);
    /// `3012`: A macro could not be executed.
    ///
    /// 宏命令执行错误
    pub const MACRO_EXECUTION_FAILED: Self = Self(3012);
    /// `3013`: The mail could not be sent for an unknown reason.
    ///
    /// 发送邮件未知错误
    pub const MAIL_SENDING_FAILED: Self = Self(3013);
    /// `3014`: The mail was not sent because no transporter is available.
    ///
    /// 取不到 transporter
    pub const MAIL_TRANSPORTER_UNAVAILABLE: Self = Self(3014);
    /// `3617`: The caller has no permission to add collaborators.
    ///
    /// 无权添加协作者
    pub const COLLABORATOR_ADD_FORBIDDEN: Self = Self(3617);
    /// `3618`: The caller has no permission to add permission items.
    ///
    /// 无权添加权限项
    pub const PERMISSION_ADD_FORBIDDEN: Self = Self(3618);
    /// `3619`: The caller has no permission to view the pools the user collaborates on.
    ///
    /// 无权查看协作用户池
    pub const COLLABORATION_POOLS_VIEW_FORBIDDEN: Self = Self(3619);
    /// `3620`: The collaborator was already added.
    ///
    /// 协作者已存在
    pub const COLLABORATOR_ALREADY_EXISTS: Self = Self(3620);
    /// `3621`: The caller has no permission to delete the collaboration.
    ///
    /// 无权删除协作关系
    pub const COLLABORATION_DELETE_FORBIDDEN: Self = Self(3621);
    /// `3622`: The caller has no permission to list collaborators.
    ///
    /// 无权查看协作者
    pub const COLLABORATOR_LIST_FORBIDDEN: Self = Self(3622);
    /// `3623`: The collaboration does not exist.
    ///
    /// 协作关系不存在
    pub const COLLABORATION_NOT_FOUND: Self = Self(3623);
    /// `3624`: The caller has no permission to edit the collaborator.
    ///
    /// 无权修改协作者
    pub const COLLABORATOR_EDIT_FORBIDDEN: Self = Self(3624);
    /// `3829`: The second-level domain is already taken.
    ///
    /// 二级域名已占用
    pub const SUBDOMAIN_TAKEN: Self = Self(3829);
    /// `4021`: Metering or billing failed.
    ///
    /// 计量计费错误
    pub const BILLING_ERROR: Self = Self(4021);
    /// `4032`: The invitation has expired.
    ///
    /// 邀请链接过期
    pub const INVITATION_EXPIRED: Self = Self(4032);
    /// `4033`: The invitation page has expired.
    ///
    /// 邀请页过期
    pub const INVITATION_PAGE_EXPIRED: Self = Self(4033);
    /// `4212`: The OIDC application does not exist.
    ///
    /// OIDC 应用不存在
    pub const OIDC_APP_NOT_FOUND: Self = Self(4212);
    /// `5000`: The application the order is for was not found.
    ///
    /// 取不到订单应用
    pub const ORDER_APP_NOT_FOUND: Self = Self(5000);
    /// `5001`: The order does not exist.
    ///
    /// 订单不存在
    pub const ORDER_NOT_FOUND: Self = Self(5001);
    /// `5022`: The order could not be created.
    ///
    /// 创建订单失败
    pub const ORDER_CREATION_FAILED: Self = Self(5022);
    /// `5023`: The Alipay order could not be created.
    ///
    /// 创建支付宝订单失败
    pub const ALIPAY_ORDER_CREATION_FAILED: Self = Self(5023);
    /// `5024`: The order could not be created for an unknown reason.
    ///
    /// 创建订单未知错误
    pub const ORDER_CREATION_UNKNOWN_ERROR: Self = Self(5024);
    /// `5025`: The order could not be created because its price is not allowed.
    ///
    /// 价格不合法
    pub const ORDER_PRICE_INVALID: Self = Self(5025);
    /// `6001`: The TOTP code is incorrect.
    ///
    /// TOTP 码错误
    pub const TOTP_CODE_INCORRECT: Self = Self(6001);
    /// `6002`: The TOTP recovery code is incorrect.
    ///
    /// TOTP 恢复码错误
    pub const RECOVERY_CODE_INCORRECT: Self = Self(6002);
    /// `6003`: No TOTP code was given.
    ///
    /// 未输入 TOTP 码
    pub const TOTP_CODE_MISSING: Self = Self(6003);
    /// `6004`: No TOTP recovery code was given.
    ///
    /// 未输入恢复码
    pub const RECOVERY_CODE_MISSING: Self = Self(6004);
    /// `7348`: The SAML service provider application does not exist.
    ///
    /// SAML SP 应用不存在
    pub const SAML_SP_APP_NOT_FOUND: Self = Self(7348);
    /// `8128`: The SAML assertion could not be returned.
    ///
    /// 返回 saml assertion 出错
    pub const SAML_ASSERTION_FAILED: Self = Self(8128);
    /// `10001`: Client-side on Android and iOS: the network failed.
    ///
    /// 网络错误
    pub const NETWORK_ERROR: Self = Self(10001);
    /// `10002`: Client-side on Android and iOS: the public configuration could not be fetched.
    ///
    /// 取不到应用配置
    pub const CONFIG_FETCH_FAILED: Self = Self(10002);
    /// `10003`: Client-side on Android and iOS: the login failed because no user object came back.
    ///
    /// 登录失败
    pub const LOGIN_FAILED: Self = Self(10003);
    /// `10004`: Client-side on Android and iOS: the body could not be parsed as JSON.
    ///
    /// JSON 解析失败
    pub const INVALID_JSON: Self = Self(10004);
    /// `10005`: Client-side: one-click authorization failed on Android, or social login failed on iOS.
    ///
    /// 一键登录授权失败 / 社会化登录失败
    pub const AUTHORIZATION_FAILED: Self = Self(10005);
    /// `10006`: Client-side: one-click login was cancelled on Android, or social binding failed on iOS.
    ///
    /// 一键登录取消 / 社会化绑定失败
    pub const ONE_CLICK_LOGIN_CANCELLED: Self = Self(10006);
    /// `10007`: Client-side: Alipay authorization failed on Android, or the web view failed on iOS.
    ///
    /// 支付宝授权失败 / WebView 错误
    pub const ALIPAY_AUTHORIZATION_FAILED: Self = Self(10007);
    /// `10008`: Client-side on Android: another SMS code was asked for within 60 seconds.
    ///
    /// 60 秒内重复发送
    pub const SMS_TOO_FREQUENT: Self = Self(10008);
    /// `10009`: Client-side on Android: the avatar could not be uploaded.
    ///
    /// 头像上传失败
    pub const AVATAR_UPLOAD_FAILED: Self = Self(10009);
    /// `1010001`: The ID token given to log out is invalid or has expired.
    ///
    /// id_token 无效或过期
    pub const ID_TOKEN_INVALID: Self = Self(1010001);
    /// `1020017`: The address to send mail to is not valid.
    ///
    /// 邮箱地址非法
    pub const MAIL_ADDRESS_INVALID: Self = Self(1020017);
    /// `1320005`: The phone cannot be unbound without another login method, or no email is bound that could be unbound.
    ///
    /// 未绑定其他登录方式 / 未绑定邮箱
    pub const NO_OTHER_LOGIN_METHOD: Self = Self(1320005);
    /// `1320011`: The old password given to change the password is incorrect.
    ///
    /// 旧密码不正确
    pub const OLD_PASSWORD_INCORRECT: Self = Self(1320011);
    /// `2120008`: The user is disabled or is not a member of the tenant.
    ///
    /// 用户停用或非租户成员
    pub const USER_DISABLED: Self = Self(2120008);
    /// `2130010`: The user has no permission to log in to this tenant or application.
    ///
    /// 无权限登录此租户/应用
    pub const TENANT_LOGIN_FORBIDDEN: Self = Self(2130010);
    /// `2820002`: The LDAP URL is not valid.
    ///
    /// 无效的 LDAP 链接
    pub const LDAP_URL_INVALID: Self = Self(2820002);
    /// `3720001`: Metering or billing failed (first of three codes with undocumented differences).
    ///
    /// 计量计费
    pub const BILLING_ERROR_1: Self = Self(3720001);
    /// `3720002`: Metering or billing failed (second of three codes with undocumented differences).
    ///
    /// 计量计费
    pub const BILLING_ERROR_2: Self = Self(3720002);
    /// `3720003`: Metering or billing failed (third of three codes with undocumented differences).
    ///
    /// 计量计费
    pub const BILLING_ERROR_3: Self = Self(3720003);
}

/// The name and the English meaning of a published code.
pub(crate) fn meaning(code: i64) -> Option<(&'static str, &'static str)> {
    Some(match code {
        -3 => ("LOCAL", "Client-side: the call failed on this machine (an argument, the token store, or a reply that could not be decoded)"),
        -2 => ("NO_CONNECTION", "Client-side: the request could not be sent or no reply came back"),
        -1 => ("TIMED_OUT", "Client-side: no reply arrived within the time allowed"),
        200 => ("OK", "The call succeeded"),
        400 => ("BAD_REQUEST", "A parameter is invalid, or a confirming TOTP code or a token to validate was rejected"),
        401 => ("UNAUTHENTICATED", "The caller is not authenticated"),
        402 => ("PAYMENT_REQUIRED", "The feature needs a payment or a higher plan"),
        403 => ("FORBIDDEN", "Access is refused, or the credentials are wrong when accompanied by API code 2333"),
        404 => ("NOT_FOUND", "The requested resource was not found"),
        408 => ("REQUEST_TIMEOUT", "The request took too long"),
        409 => ("CONFLICT", "The request conflicts with existing data"),
        413 => ("PAYLOAD_TOO_LARGE", "The request body exceeds the size limit"),
        422 => ("UNPROCESSABLE_ENTITY", "The operation is not permitted in the current state"),
        429 => ("TOO_MANY_REQUESTS", "Requests are arriving too fast"),
        499 => ("CLIENT_ERROR", "General error on the caller's side"),
        500 => ("INTERNAL_SERVER_ERROR", "General server error, also reported for a malformed phone number when sending SMS and for some network failures"),
        501 => ("NOT_IMPLEMENTED", "The operation is not supported"),
        502 => ("BAD_GATEWAY", "A service behind the gateway could not be called properly"),
        503 => ("SERVICE_UNAVAILABLE", "The service is down for maintenance"),
        601 => ("THIRD_PARTY_REQUEST_FAILED", "A third-party endpoint could not be called"),
        602 => ("THIRD_PARTY_ERROR", "A third-party endpoint answered with an error"),
        603 => ("CUSTOM_CODE_ERROR", "The tenant's custom code raised an error"),
        1000 => ("SYSTEM_BUSY", "The system is busy, try again later"),
        1001 => ("PERMISSION_DENIED", "The caller has no permission for this operation"),
        1002 => ("LOGIN_TOO_FREQUENT", "Logins are being attempted too often"),
        1108 => ("USERNAME_CONFLICT", "The username clashes with another one, so a different one must be chosen"),
        1300 => ("SIGNATURE_INVALID", "The access key signature is not valid"),
        1301 => ("SIGNATURE_METHOD_MISMATCH", "The access key signing method is not the one the server uses"),
        1302 => ("SIGNATURE_VERSION_MISMATCH", "The access key signature version is not the one the server uses"),
        1303 => ("SIGNATURE_TIMESTAMP_INVALID", "The signature timestamp is not a Unix time in milliseconds"),
        1304 => ("SIGNATURE_DATE_MISSING", "The date header needed for access key signing is missing"),
        1305 => ("SIGNATURE_TIMESTAMP_SKEWED", "The signature timestamp is too far from the server's clock"),
        1306 => ("SIGNATURE_ALREADY_USED", "The access key signature was used before"),
        1576 => ("LOGIN_MESSAGE", "A message to show at login (exact meaning undocumented)"),
        1577 => ("DEVICE_DISABLED", "This device is disabled"),
        1578 => ("DEVICE_SUSPENDED", "This device is suspended"),
        1600 => ("FLOW_COMPLETED", "The authentication flow is complete and the session is set"),
        1635 => ("USER_MFA_REQUIRED", "A second factor bound to the user is needed, and the data carries an mfaToken"),
        1636 => ("APP_MFA_REQUIRED", "A second factor set by the application is needed, and the data carries mfaToken and the applicationMfa list"),
        1639 => ("FIRST_LOGIN_PASSWORD_RESET", "A new password must be set at first login without the old one, using the token in the data"),
        1640 => ("BIND_EXISTING_ACCOUNT", "The federated login must be bound to an existing account"),
        1641 => ("BIND_OR_CREATE_ACCOUNT", "The federated login must be bound to an account, either existing or newly created"),
        1642 => ("PROFILE_COMPLETION_REQUIRED", "The user must complete the profile after login"),
        1643 => ("SELF_UNLOCK_AVAILABLE", "The account is locked, and its user may unlock it"),
        1644 => ("TENANT_PORTAL", "The user must continue at the tenant portal"),
        1645 => ("TENANT_PROFILE_COMPLETION_REQUIRED", "The tenant profile must be completed"),
        1666 => ("BIND_IDENTITY_DIRECTLY", "The identity is bound without asking the user"),
        1699 => ("FLOW_ABORTED", "The flow ended early, so the user must return to the login page"),
        1700 => ("FACE_PHOTO_MISSING", "No face photo was uploaded"),
        1701 => ("FACE_COMPARISON_IMAGE_MISSING", "No image to compare the face with was uploaded"),
        1702 => ("FACE_CHECK_FAILED", "The face could not be verified"),
        1703 => ("FACE_BINDING_NEEDS_CONTACT", "A face cannot be bound before an email or a phone is"),
        1704 => ("FACE_BINDING_PHONE_FAILED", "The phone could not be verified while binding a face"),
        1705 => ("FACE_BINDING_EMAIL_FAILED", "The email could not be verified while binding a face"),
        1706 => ("FACE_ALREADY_BOUND", "A face is already bound"),
        1707 => ("FACE_BINDING_FAILED", "The face could not be bound"),
        2000 => ("CAPTCHA_REQUIRED", "The account looks suspicious, so a captcha is needed to log in"),
        2001 => ("VERIFICATION_CODE_INCORRECT", "The verification code is incorrect"),
        2002 => ("MONTHLY_LOGIN_QUOTA_EXCEEDED", "The monthly login quota is used up"),
        2003 => ("ACCOUNT_EMAIL_INVALID", "The email given to register or log in is malformed"),
        2004 => ("USER_NOT_FOUND", "The user does not exist"),
        2005 => ("USER_LOCKED", "The user is locked"),
        2006 => ("WRONG_PASSWORD", "The password is incorrect"),
        2007 => ("APP_NAME_INVALID", "The application name is not allowed"),
        2008 => ("APP_NAME_DUPLICATE", "The owner already has an application of the same name"),
        2009 => ("APP_TYPE_INVALID", "The application type is not allowed"),
        2010 => ("APP_ID_MISSING", "The operation lacks an application ID"),
        2011 => ("APP_NOT_FOUND", "The application does not exist"),
        2012 => ("DEFAULT_GROUP_MISSING", "There is no default user group"),
        2013 => ("APP_DESCRIPTION_INVALID", "The application description is not allowed"),
        2014 => ("USER_SEARCH_INPUT_INVALID", "The user search input is malformed"),
        2015 => ("USER_SEARCH_TYPE_INVALID", "The user search type is not allowed"),
        2016 => ("PASSWORD_DECRYPTION_FAILED", "The server could not decrypt the password the client encrypted"),
        2017 => ("MAIL_TEMPLATE_MACRO_INVALID", "A macro in the mail template could not be parsed"),
        2018 => ("UPDATE_FORBIDDEN", "The user has no permission to change this item"),
        2019 => ("PASSWORD_CHANGE_NEEDS_VERIFICATION", "The user must be verified before the password can be changed"),
        2020 => ("NOT_LOGGED_IN", "The request was refused because nobody is logged in"),
        2021 => ("MAIL_TEMPLATE_MISSING", "The mail was not sent because its template is missing, though the code is also reported for an invalid login"),
        2022 => ("EMAIL_VERIFICATION_TEMPLATE_MISSING", "The email could not be verified because the template is missing"),
        2023 => ("EMAIL_VERIFICATION_LINK_EXPIRED", "The email could not be verified because the link has expired"),
        2024 => ("DESCRIPTION_TOO_LONG", "The project description exceeds 140 characters"),
        2025 => ("DEFAULT_MAIL_PROVIDER_FAILED", "The default mail provider reported an error"),
        2026 => ("USER_ALREADY_EXISTS", "The user already exists"),
        2027 => ("OAUTH_LOGIN_REQUIRED", "The account was made through OAuth and has no password, so OAuth must be used to log in"),
        2028 => ("PHONE_OR_EMAIL_REQUIRED", "A valid phone number or email is needed"),
        2029 => ("PASSWORD_TOO_SHORT", "The password has fewer than 6 characters"),
        2030 => ("TOO_MANY_USERS_QUERIED", "More than 80 users were asked for in one query"),
        2031 => ("REGISTRATION_DISABLED", "The application does not allow registration"),
        2032 => ("PASSWORD_REQUIRED", "Registration needs a password"),
        2034 => ("USERNAME_ALREADY_EXISTS", "The username is already in use"),
        2035 => ("PHONE_ALREADY_BOUND", "The phone number is already bound"),
        2036 => ("USER_NOT_IN_POOL", "The user does not belong to this user pool"),
        2037 => ("OLD_EMAIL_MISMATCH", "The old email is not the one on record"),
        2038 => ("OLD_PHONE_MISMATCH", "The old phone number is not the one on record"),
        2039 => ("DOMAIN_TAKEN", "The domain name, or in API v3 the application's domain, is already taken"),
        2040 => ("USER_LIMIT_REACHED", "The limit on the number of people is reached, or in API v3 the user pool's domain is already taken"),
        2042 => ("UNVERIFIED_EMAIL_FORBIDDEN", "An email that is not verified is refused (scope uncertain, probably registration)"),
        2057 => ("LOGIN_ATTEMPTS_LOCKED", "The account is locked after repeated failed logins"),
        2058 => ("PASSWORD_RESET_REQUIRED", "The password must be reset with the help of the old one, using the token in the data"),
        2061 => ("WEAK_PASSWORD_WARNING", "The password is weak, which is only a hint to the user"),
        2071 => ("WEAK_PASSWORD_RESET_REQUIRED", "The password is weak and must be reset"),
        2080 => ("EMAIL_TOO_FREQUENT", "Another mail was asked for too soon"),
        2100 => ("REGISTRATION_TOO_FREQUENT", "Registrations are being attempted too often"),
        2101 => ("APP_ID_REQUIRED", "An application ID must be given"),
        2200 => ("EMAIL_ALREADY_BOUND", "The email is already bound"),
        2201 => ("ORIGINAL_PASSWORD_REQUIRED", "The original password must be given"),
        2202 => ("NOT_RECORD_OWNER", "The record to change does not belong to the caller"),
        2203 => ("ORIGINAL_PASSWORD_INCORRECT", "The original password is incorrect"),
        2204 => ("EMAIL_INVALID", "The email is malformed"),
        2205 => ("REGISTER_IN_CLIENT_MISSING", "The parameter registerInClient was not given"),
        2206 => ("TOKEN_EXPIRED", "The login has expired, so the user must log in again"),
        2207 => ("LOGIN_INFO_INVALID", "The login information is wrong, so the user must log in again"),
        2208 => ("EMAIL_MUST_DIFFER", "An email other than the existing one must be chosen"),
        2209 => ("USER_DELETION_FORBIDDEN", "The caller has no permission to delete this user"),
        2210 => ("DELETION_FAILED", "The deletion failed, for example because the user does not exist"),
        2211 => ("USERNAME_MISSING", "The parameter username was not given"),
        2212 => ("ROOT_USER_UNDELETABLE", "The root user must not be deleted"),
        2213 => ("OAUTH_TYPE_ALREADY_BOUND", "The user has already bound an OAuth login of this kind"),
        2214 => ("OAUTH_BINDINGS_UNREADABLE", "The user's OAuth bindings could not be read"),
        2215 => ("SOCIAL_ACCOUNT_ALREADY_BOUND", "The third-party account is already bound to a user"),
        2216 => ("OAUTH_NOT_BOUND", "The OAuth login to unbind is not bound"),
        2217 => ("LAST_LOGIN_METHOD", "The only login method left cannot be unbound"),
        2218 => ("PASSWORD_CHANGE_NEEDS_EMAIL", "The password cannot be changed because no email is bound"),
        2219 => ("EMAIL_NOT_BOUND", "No email is bound that could be unbound"),
        2220 => ("OAUTH_APP_NAME_EXISTS", "An OAuth application of this name already exists"),
        2221 => ("OAUTH_APP_NOT_FOUND", "The OAuth application to update does not exist"),
        2222 => ("OAUTH_DOMAIN_RESERVED", "The domain chosen for the OAuth application is reserved"),
        2223 => ("OAUTH_DOMAIN_TAKEN", "Another OAuth application already uses this domain"),
        2224 => ("USER_POOL_NOT_FOUND", "The user pool does not exist"),
        2225 => ("EMAIL_UPDATE_NOT_ALLOWED", "The email cannot be changed by updateUser, only by updateEmail"),
        2226 => ("PHONE_UPDATE_NOT_ALLOWED", "The phone number cannot be changed by updateUser, only by updatePhone"),
        2227 => ("OLD_EMAIL_VERIFICATION_REQUIRED", "The old email must be verified before it can be changed"),
        2228 => ("OLD_PHONE_VERIFICATION_REQUIRED", "The old phone number must be verified before it can be changed"),
        2229 => ("EMAIL_UNCHANGED", "The new email is the same as the old one"),
        2230 => ("PHONE_UNCHANGED", "The new phone number is the same as the old one"),
        2231 => ("PARAMETERS_INCOMPLETE", "Some request parameters are missing"),
        2241 => ("QR_CODE_NOT_FOUND", "The QR code does not exist"),
        2300 => ("VERIFICATION_CODE_EXPIRED", "The verification code has expired"),
        2333 => ("INVALID_CREDENTIALS", "The account does not exist or the password is incorrect"),
        2401 => ("SSO_SESSION_NOT_FOUND", "The mobile SSO session does not exist"),
        2921 => ("CHOOSE_ACCOUNT", "The user must choose an account"),
        2930 => ("CHOOSE_LOGIN_ACCOUNT", "The user must choose which account to log in with"),
        3003 => ("NAMESPACE_TO_DELETE_NOT_FOUND", "The permission namespace to delete does not exist (inferred, undocumented)"),
        3005 => ("NAMESPACE_TO_UPDATE_NOT_FOUND", "The permission namespace to update does not exist (inferred, undocumented)"),
        3012 => ("MACRO_EXECUTION_FAILED", "A macro could not be executed"),
        3013 => ("MAIL_SENDING_FAILED", "The mail could not be sent for an unknown reason"),
        3014 => ("MAIL_TRANSPORTER_UNAVAILABLE", "The mail was not sent because no transporter is available"),
        3617 => ("COLLABORATOR_ADD_FORBIDDEN", "The caller has no permission to add collaborators"),
        3618 => ("PERMISSION_ADD_FORBIDDEN", "The caller has no permission to add permission items"),
        3619 => ("COLLABORATION_POOLS_VIEW_FORBIDDEN", "The caller has no permission to view the pools the user collaborates on"),
        3620 => ("COLLABORATOR_ALREADY_EXISTS", "The collaborator was already added"),
        3621 => ("COLLABORATION_DELETE_FORBIDDEN", "The caller has no permission to delete the collaboration"),
        3622 => ("COLLABORATOR_LIST_FORBIDDEN", "The caller has no permission to list collaborators"),
        3623 => ("COLLABORATION_NOT_FOUND", "The collaboration does not exist"),
        3624 => ("COLLABORATOR_EDIT_FORBIDDEN", "The caller has no permission to edit the collaborator"),
        3829 => ("SUBDOMAIN_TAKEN", "The second-level domain is already taken"),
        4021 => ("BILLING_ERROR", "Metering or billing failed"),
        4032 => ("INVITATION_EXPIRED", "The invitation has expired"),
        4033 => ("INVITATION_PAGE_EXPIRED", "The invitation page has expired"),
        4212 => ("OIDC_APP_NOT_FOUND", "The OIDC application does not exist"),
        5000 => ("ORDER_APP_NOT_FOUND", "The application the order is for was not found"),
        5001 => ("ORDER_NOT_FOUND", "The order does not exist"),
        5022 => ("ORDER_CREATION_FAILED", "The order could not be created"),
        5023 => ("ALIPAY_ORDER_CREATION_FAILED", "The Alipay order could not be created"),
        5024 => ("ORDER_CREATION_UNKNOWN_ERROR", "The order could not be created for an unknown reason"),
        5025 => ("ORDER_PRICE_INVALID", "The order could not be created because its price is not allowed"),
        6001 => ("TOTP_CODE_INCORRECT", "The TOTP code is incorrect"),
        6002 => ("RECOVERY_CODE_INCORRECT", "The TOTP recovery code is incorrect"),
        6003 => ("TOTP_CODE_MISSING", "No TOTP code was given"),
        6004 => ("RECOVERY_CODE_MISSING", "No TOTP recovery code was given"),
        7348 => ("SAML_SP_APP_NOT_FOUND", "The SAML service provider application does not exist"),
        8128 => ("SAML_ASSERTION_FAILED", "The SAML assertion could not be returned"),
        10001 => ("NETWORK_ERROR", "Client-side on Android and iOS: the network failed"),
        10002 => ("CONFIG_FETCH_FAILED", "Client-side on Android and iOS: the public configuration could not be fetched"),
        10003 => ("LOGIN_FAILED", "Client-side on Android and iOS: the login failed because no user object came back"),
        10004 => ("INVALID_JSON", "Client-side on Android and iOS: the body could not be parsed as JSON"),
        10005 => ("AUTHORIZATION_FAILED", "Client-side: one-click authorization failed on Android, or social login failed on iOS"),
        10006 => ("ONE_CLICK_LOGIN_CANCELLED", "Client-side: one-click login was cancelled on Android, or social binding failed on iOS"),
        10007 => ("ALIPAY_AUTHORIZATION_FAILED", "Client-side: Alipay authorization failed on Android, or the web view failed on iOS"),
        10008 => ("SMS_TOO_FREQUENT", "Client-side on Android: another SMS code was asked for within 60 seconds"),
        10009 => ("AVATAR_UPLOAD_FAILED", "Client-side on Android: the avatar could not be uploaded"),
        1010001 => ("ID_TOKEN_INVALID", "The ID token given to log out is invalid or has expired"),
        1020017 => ("MAIL_ADDRESS_INVALID", "The address to send mail to is not valid"),
        1320005 => ("NO_OTHER_LOGIN_METHOD", "The phone cannot be unbound without another login method, or no email is bound that could be unbound"),
        1320011 => ("OLD_PASSWORD_INCORRECT", "The old password given to change the password is incorrect"),
        2120008 => ("USER_DISABLED", "The user is disabled or is not a member of the tenant"),
        2130010 => ("TENANT_LOGIN_FORBIDDEN", "The user has no permission to log in to this tenant or application"),
        2820002 => ("LDAP_URL_INVALID", "The LDAP URL is not valid"),
        3720001 => ("BILLING_ERROR_1", "Metering or billing failed (first of three codes with undocumented differences)"),
        3720002 => ("BILLING_ERROR_2", "Metering or billing failed (second of three codes with undocumented differences)"),
        3720003 => ("BILLING_ERROR_3", "Metering or billing failed (third of three codes with undocumented differences)"),
        _ => return None,
    })
}
