import AWSS3
import JSON
import LambdaRuntime

extension CopyRoute {
    /// Reads a route table: a JSON list of objects.
    ///
    /// An unknown field is an error: a misspelt `prefix` would otherwise send everything down that route.
    ///
    /// - Throws: `SettingError` that names the route, counted from 1, and the field.
    static func table(_ json: String, setting: String) throws(SettingError) -> [CopyRoute] {
        let table: [[String: RouteValue]]
        do {
            table = try JSONDocument(json).decode([[String: RouteValue]].self)
        } catch {
            throw SettingError(setting, found: json, expected: "a JSON list of objects, whose fields are as documented")
        }
        guard !table.isEmpty else { throw SettingError(setting, found: json, expected: "at least one route") }
        var routes: [CopyRoute] = []
        for (index, fields) in table.enumerated() {
            do {
                routes.append(try RouteFields(fields).route())
            } catch {
                throw SettingError(setting, found: json, expected: "route \(index + 1) \(error.expected)")
            }
        }
        if let cycle = cycle(in: routes) {
            throw SettingError(
                setting,
                found: json,
                expected: "no circle of buckets: \(cycle.joined(separator: " → ")) would copy each copy again, for ever"
            )
        }
        return routes
    }

    /// Buckets that the routes lead around in a circle. Prefixes are not looked at: a circle that only they break is
    /// one renamed key away from running.
    private static func cycle(in routes: [CopyRoute]) -> [String]? {
        func follow(_ path: [String]) -> [String]? {
            guard let last = path.last else { return nil }
            for route in routes where route.sourceBucket == last {
                if route.targetBucket == path.first { return path + [route.targetBucket] }
                if !path.contains(route.targetBucket), let found = follow(path + [route.targetBucket]) { return found }
            }
            return nil
        }
        return routes.lazy.compactMap { $0.sourceBucket.flatMap { follow([$0]) } }.first
    }
}
