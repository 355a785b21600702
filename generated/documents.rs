// Made by build.rs from spec/. Do not edit: change spec/ and refresh.

impl crate::transport::Document for super::types::LoginByEmailVariables {
    const TEXT: &'static str = "mutation loginByEmail($input: LoginByEmailInput!) { loginByEmail(input: $input) { id arn status userPoolId username email emailVerified phone phoneVerified phoneCountryCode unionid openid nickname registerSource photo oauth token tokenExpiredAt loginsCount lastLogin lastIP signedUp blocked isDeleted device browser company name givenName familyName middleName profile preferredUsername website gender birthdate zoneinfo locale address formatted streetAddress locality region postalCode city province country createdAt updatedAt externalId customData { key value label dataType } newlyCreated } }";
}

impl crate::transport::Document for super::types::LoginByUsernameVariables {
    const TEXT: &'static str = "mutation loginByUsername($input: LoginByUsernameInput!) { loginByUsername(input: $input) { id arn status userPoolId username email emailVerified phone phoneVerified phoneCountryCode unionid openid nickname registerSource photo oauth token tokenExpiredAt loginsCount lastLogin lastIP signedUp blocked isDeleted device browser company name givenName familyName middleName profile preferredUsername website gender birthdate zoneinfo locale address formatted streetAddress locality region postalCode city province country createdAt updatedAt externalId customData { key value label dataType } newlyCreated } }";
}

impl crate::transport::Document for super::types::LoginByPhonePasswordVariables {
    const TEXT: &'static str = "mutation loginByPhonePassword($input: LoginByPhonePasswordInput!) { loginByPhonePassword(input: $input) { id arn status userPoolId username email emailVerified phone phoneVerified phoneCountryCode unionid openid nickname registerSource photo oauth token tokenExpiredAt loginsCount lastLogin lastIP signedUp blocked isDeleted device browser company name givenName familyName middleName profile preferredUsername website gender birthdate zoneinfo locale address formatted streetAddress locality region postalCode city province country createdAt updatedAt externalId customData { key value label dataType } newlyCreated } }";
}

impl crate::transport::Document for super::types::LoginByPhoneCodeVariables {
    const TEXT: &'static str = "mutation loginByPhoneCode($input: LoginByPhoneCodeInput!) { loginByPhoneCode(input: $input) { id arn status userPoolId username email emailVerified phone phoneVerified phoneCountryCode unionid openid nickname registerSource photo oauth token tokenExpiredAt loginsCount lastLogin lastIP signedUp blocked isDeleted device browser company name givenName familyName middleName profile preferredUsername website gender birthdate zoneinfo locale address formatted streetAddress locality region postalCode city province country createdAt updatedAt externalId customData { key value label dataType } newlyCreated } }";
}

impl crate::transport::Document for super::types::LoginBySubAccountVariables {
    const TEXT: &'static str = "mutation loginBySubAccount($account: String!, $password: String!, $captchaCode: String, $clientIp: String) { loginBySubAccount(account: $account, password: $password, captchaCode: $captchaCode, clientIp: $clientIp) { id arn status userPoolId username email emailVerified phone phoneVerified phoneCountryCode unionid openid nickname registerSource photo oauth token tokenExpiredAt loginsCount lastLogin lastIP signedUp blocked isDeleted device browser company name givenName familyName middleName profile preferredUsername website gender birthdate zoneinfo locale address formatted streetAddress locality region postalCode city province country createdAt updatedAt externalId customData { key value label dataType } newlyCreated } }";
}

impl crate::transport::Document for super::types::RegisterByEmailVariables {
    const TEXT: &'static str = "mutation registerByEmail($input: RegisterByEmailInput!) { registerByEmail(input: $input) { id arn status userPoolId username email emailVerified phone phoneVerified phoneCountryCode unionid openid nickname registerSource photo oauth token tokenExpiredAt loginsCount lastLogin lastIP signedUp blocked isDeleted device browser company name givenName familyName middleName profile preferredUsername website gender birthdate zoneinfo locale address formatted streetAddress locality region postalCode city province country createdAt updatedAt externalId } }";
}

impl crate::transport::Document for super::types::RegisterByUsernameVariables {
    const TEXT: &'static str = "mutation registerByUsername($input: RegisterByUsernameInput!) { registerByUsername(input: $input) { id arn status userPoolId username email emailVerified phone phoneVerified phoneCountryCode unionid openid nickname registerSource photo oauth token tokenExpiredAt loginsCount lastLogin lastIP signedUp blocked isDeleted device browser company name givenName familyName middleName profile preferredUsername website gender birthdate zoneinfo locale address formatted streetAddress locality region postalCode city province country createdAt updatedAt externalId } }";
}

impl crate::transport::Document for super::types::RegisterByPhoneCodeVariables {
    const TEXT: &'static str = "mutation registerByPhoneCode($input: RegisterByPhoneCodeInput!) { registerByPhoneCode(input: $input) { id arn status userPoolId username email emailVerified phone phoneVerified phoneCountryCode unionid openid nickname registerSource photo oauth token tokenExpiredAt loginsCount lastLogin lastIP signedUp blocked isDeleted device browser company name givenName familyName middleName profile preferredUsername website gender birthdate zoneinfo locale address formatted streetAddress locality region postalCode city province country createdAt updatedAt externalId } }";
}

impl crate::transport::Document for super::types::SendEmailVariables {
    const TEXT: &'static str = "mutation sendEmail($email: String!, $scene: EmailScene!) { sendEmail(email: $email, scene: $scene) { code message } }";
}

impl crate::transport::Document for super::types::IsUserExistsVariables {
    const TEXT: &'static str = "query isUserExists($email: String, $phone: String, $username: String, $externalId: String) { isUserExists(email: $email, phone: $phone, username: $username, externalId: $externalId) }";
}

impl crate::transport::Document for super::types::CheckPasswordStrengthVariables {
    const TEXT: &'static str = "query checkPasswordStrength($password: String!) { checkPasswordStrength(password: $password) { valid message } }";
}

impl crate::transport::Document for super::types::ResetPasswordVariables {
    const TEXT: &'static str = "mutation resetPassword($phone: String, $phoneCountryCode: String, $email: String, $code: String!, $newPassword: String!) { resetPassword(phone: $phone, phoneCountryCode: $phoneCountryCode, email: $email, code: $code, newPassword: $newPassword) { code message } }";
}

impl crate::transport::Document for super::types::ResetPasswordByFirstLoginTokenVariables {
    const TEXT: &'static str = "mutation resetPasswordByFirstLoginToken($token: String!, $password: String!) { resetPasswordByFirstLoginToken(token: $token, password: $password) { code message } }";
}

impl crate::transport::Document for super::types::ResetPasswordByForceResetTokenVariables {
    const TEXT: &'static str = "mutation resetPasswordByForceResetToken($token: String!, $oldPassword: String!, $newPassword: String!) { resetPasswordByForceResetToken(token: $token, oldPassword: $oldPassword, newPassword: $newPassword) { code message } }";
}

impl crate::transport::Document for super::types::UpdatePasswordVariables {
    const TEXT: &'static str = "mutation updatePassword($newPassword: String!, $oldPassword: String) { updatePassword(newPassword: $newPassword, oldPassword: $oldPassword) { id arn status userPoolId username email emailVerified phone phoneVerified phoneCountryCode unionid openid nickname registerSource photo oauth token tokenExpiredAt loginsCount lastLogin lastIP signedUp blocked isDeleted device browser company name givenName familyName middleName profile preferredUsername website gender birthdate zoneinfo locale address formatted streetAddress locality region postalCode city province country createdAt updatedAt } }";
}

impl crate::transport::Document for super::types::UserQueryVariables {
    const TEXT: &'static str = "query user($id: String) { user(id: $id) { id arn status userPoolId username email emailVerified phone phoneVerified phoneCountryCode unionid openid nickname registerSource photo oauth token tokenExpiredAt loginsCount lastLogin lastIP signedUp blocked isDeleted device browser company name givenName familyName middleName profile preferredUsername website gender birthdate zoneinfo locale address formatted streetAddress locality region postalCode city province country createdAt updatedAt externalId identities { openid userIdInIdp userId connectionId isSocial provider userPoolId type extIdpId } customData { key value label dataType } } }";
}

impl crate::transport::Document for super::types::UpdateUserVariables {
    const TEXT: &'static str = "mutation updateUser($id: String, $input: UpdateUserInput!, $emailToken: String, $phoneToken: String) { updateUser(id: $id, input: $input, emailToken: $emailToken, phoneToken: $phoneToken) { id arn status userPoolId username email emailVerified phone phoneVerified phoneCountryCode unionid openid nickname registerSource photo oauth token tokenExpiredAt loginsCount lastLogin lastIP signedUp blocked isDeleted device browser company name givenName familyName middleName profile preferredUsername website gender birthdate zoneinfo locale address formatted streetAddress locality region postalCode city province country createdAt updatedAt externalId expiredAt directManagement } }";
}

impl crate::transport::Document for super::types::CheckLoginStatusVariables {
    const TEXT: &'static str = "query checkLoginStatus($token: String) { checkLoginStatus(token: $token) { code message status exp iat data { id userPoolId arn } } }";
}

impl crate::transport::Document for super::types::RefreshTokenVariables {
    const TEXT: &'static str = "mutation refreshToken($id: String) { refreshToken(id: $id) { token iat exp } }";
}

impl crate::transport::Document for super::types::GetUserDepartmentsVariables {
    const TEXT: &'static str = "query getUserDepartments($id: String!) { user(id: $id) { departments { totalCount list { department { id orgId name nameI18n description descriptionI18n order code root isVirtualNode depth path codePath namePath children createdAt updatedAt } isMainDepartment joinedAt } } } }";
}

impl crate::transport::Document for super::types::ListUserAuthorizedResourcesVariables {
    const TEXT: &'static str = "query listUserAuthorizedResources($id: String!, $namespace: String, $resourceType: String) { user(id: $id) { authorizedResources(namespace: $namespace, resourceType: $resourceType) { totalCount list { code type actions apiIdentifier } } } }";
}

impl crate::transport::Document for super::types::GetUserRolesVariables {
    const TEXT: &'static str = "query getUserRoles($id: String!, $namespace: String) { user(id: $id) { roles(namespace: $namespace) { totalCount list { id namespace code arn description createdAt updatedAt parent { namespace code arn description createdAt updatedAt } } } } }";
}

impl crate::transport::Document for super::types::BindPhoneVariables {
    const TEXT: &'static str = "mutation bindPhone($phone: String!, $phoneCode: String!, $phoneCountryCode: String) { bindPhone(phone: $phone, phoneCode: $phoneCode, phoneCountryCode: $phoneCountryCode) { id arn status userPoolId username email emailVerified phone phoneVerified phoneCountryCode unionid openid nickname registerSource photo oauth token tokenExpiredAt loginsCount lastLogin lastIP signedUp blocked isDeleted device browser company name givenName familyName middleName profile preferredUsername website gender birthdate zoneinfo locale address formatted streetAddress locality region postalCode city province country createdAt updatedAt } }";
}

impl crate::transport::Document for super::types::UnbindPhoneVariables {
    const TEXT: &'static str = "mutation unbindPhone { unbindPhone { id arn status userPoolId username email emailVerified phone phoneVerified phoneCountryCode unionid openid nickname registerSource photo oauth token tokenExpiredAt loginsCount lastLogin lastIP signedUp blocked isDeleted device browser company name givenName familyName middleName profile preferredUsername website gender birthdate zoneinfo locale address formatted streetAddress locality region postalCode city province country createdAt updatedAt } }";
}

impl crate::transport::Document for super::types::BindEmailVariables {
    const TEXT: &'static str = "mutation bindEmail($email: String!, $emailCode: String!) { bindEmail(email: $email, emailCode: $emailCode) { id arn status userPoolId username email emailVerified phone phoneVerified phoneCountryCode unionid openid nickname registerSource photo oauth token tokenExpiredAt loginsCount lastLogin lastIP signedUp blocked isDeleted device browser company name givenName familyName middleName profile preferredUsername website gender birthdate zoneinfo locale address formatted streetAddress locality region postalCode city province country createdAt updatedAt } }";
}

impl crate::transport::Document for super::types::UnbindEmailVariables {
    const TEXT: &'static str = "mutation unbindEmail { unbindEmail { id arn status userPoolId username email emailVerified phone phoneVerified phoneCountryCode unionid openid nickname registerSource photo oauth token tokenExpiredAt loginsCount lastLogin lastIP signedUp blocked isDeleted device browser company name givenName familyName middleName profile preferredUsername website gender birthdate zoneinfo locale address formatted streetAddress locality region postalCode city province country createdAt updatedAt } }";
}

impl crate::transport::Document for super::types::UpdatePhoneVariables {
    const TEXT: &'static str = "mutation updatePhone($phone: String!, $phoneCode: String!, $oldPhone: String, $oldPhoneCode: String, $phoneCountryCode: String, $oldPhoneCountryCode: String) { updatePhone(phone: $phone, phoneCode: $phoneCode, oldPhone: $oldPhone, oldPhoneCode: $oldPhoneCode, phoneCountryCode: $phoneCountryCode, oldPhoneCountryCode: $oldPhoneCountryCode) { id arn status userPoolId username email emailVerified phone phoneVerified phoneCountryCode unionid openid nickname registerSource photo oauth token tokenExpiredAt loginsCount lastLogin lastIP signedUp blocked isDeleted device browser company name givenName familyName middleName profile preferredUsername website gender birthdate zoneinfo locale address formatted streetAddress locality region postalCode city province country createdAt updatedAt } }";
}

impl crate::transport::Document for super::types::UpdateEmailVariables {
    const TEXT: &'static str = "mutation updateEmail($email: String!, $emailCode: String!, $oldEmail: String, $oldEmailCode: String) { updateEmail(email: $email, emailCode: $emailCode, oldEmail: $oldEmail, oldEmailCode: $oldEmailCode) { id arn status userPoolId username email emailVerified phone phoneVerified phoneCountryCode unionid openid nickname registerSource photo oauth token tokenExpiredAt loginsCount lastLogin lastIP signedUp blocked isDeleted device browser company name givenName familyName middleName profile preferredUsername website gender birthdate zoneinfo locale address formatted streetAddress locality region postalCode city province country createdAt updatedAt } }";
}

impl crate::transport::Document for super::types::UdvVariables {
    const TEXT: &'static str = "query udv($targetType: UDFTargetType!, $targetId: String!) { udv(targetType: $targetType, targetId: $targetId) { key dataType value label } }";
}

impl crate::transport::Document for super::types::SetUdvVariables {
    const TEXT: &'static str = "mutation setUdv($targetType: UDFTargetType!, $targetId: String!, $key: String!, $value: String!) { setUdv(targetType: $targetType, targetId: $targetId, key: $key, value: $value) { key dataType value label } }";
}

impl crate::transport::Document for super::types::SetUdvBatchVariables {
    const TEXT: &'static str = "mutation setUdvBatch($targetType: UDFTargetType!, $targetId: String!, $udvList: [UserDefinedDataInput!]) { setUdvBatch(targetType: $targetType, targetId: $targetId, udvList: $udvList) { key dataType value label } }";
}

impl crate::transport::Document for super::types::RemoveUdvVariables {
    const TEXT: &'static str = "mutation removeUdv($targetType: UDFTargetType!, $targetId: String!, $key: String!) { removeUdv(targetType: $targetType, targetId: $targetId, key: $key) { key dataType value label } }";
}
