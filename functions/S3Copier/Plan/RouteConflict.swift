/// Mistakes that lie between routes.
enum RouteConflict {
    /// Finds buckets that the routes lead around in a circle. Prefixes do not count: a circle that only they break is one
    /// renamed key away from running.
    ///
    /// - Returns: the buckets in order, the first one again at the end.
    static func find(in routes: [CopyRoute]) -> [String]? {
        var targets: [String: [String]] = [:]
        for route in routes {
            guard let source = route.sourceBucket else { continue }
            targets[source, default: []].append(route.targetBucket)
        }
        // Buckets from which no circle is reached: each is followed once.
        var cleared: Set<String> = []
        for start in targets.keys.sorted() where !cleared.contains(start) {
            var path: [(bucket: String, next: Int)] = [(start, 0)]
            var onPath: Set<String> = [start]
            while let (bucket, next) = path.last {
                let following = targets[bucket] ?? []
                guard next < following.count else {
                    cleared.insert(bucket)
                    onPath.remove(bucket)
                    path.removeLast()
                    continue
                }
                path[path.count - 1].next += 1
                let target = following[next]
                if onPath.contains(target) {
                    return path.map(\.bucket).drop { $0 != target } + [target]
                }
                if !cleared.contains(target) {
                    path.append((target, 0))
                    onPath.insert(target)
                }
            }
        }
        return nil
    }

    /// Finds two source buckets whose objects of one key are copied under one key.
    static func sharedTarget(of routes: [CopyRoute]) -> (String, String)? {
        for (index, one) in routes.enumerated() {
            for other in routes[(index + 1)...] where one.targetBucket == other.targetBucket {
                guard let mine = one.sourceBucket, let its = other.sourceBucket, mine != its,
                    one.targetKey == other.targetKey, !one.targetKey.namesBucket,
                    one.prefix.utf8.starts(with: other.prefix.utf8) || other.prefix.utf8.starts(with: one.prefix.utf8)
                else { continue }
                return (mine, its)
            }
        }
        return nil
    }
}
