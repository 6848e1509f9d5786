/// What a mobile or SDK caller passes with an invocation (`X-Amz-Client-Context`). Every part may be missing.
public struct ClientContext: Decodable, Sendable, Equatable {
    public struct Client: Decodable, Sendable, Equatable {
        public let installationID: String?
        public let appTitle: String?
        public let appVersionName: String?
        public let appVersionCode: String?
        public let appPackageName: String?

        enum CodingKeys: String, CodingKey {
            case installationID = "installation_id"
            case appTitle = "app_title"
            case appVersionName = "app_version_name"
            case appVersionCode = "app_version_code"
            case appPackageName = "app_package_name"
        }
    }

    public let client: Client?
    public let custom: [String: String]?
    public let environment: [String: String]?

    enum CodingKeys: String, CodingKey {
        case client, custom
        case environment = "env"
    }
}

/// The Cognito identity that invoked the function, where one did.
public struct CognitoIdentity: Decodable, Sendable, Equatable {
    public let identityID: String?
    public let identityPoolID: String?

    enum CodingKeys: String, CodingKey {
        case identityID = "cognitoIdentityId"
        case identityPoolID = "cognitoIdentityPoolId"
    }
}
