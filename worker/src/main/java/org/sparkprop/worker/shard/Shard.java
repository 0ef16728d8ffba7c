package org.sparkprop.worker.shard;

import org.sparkprop.common.chunk.ShardFile;

/** A shard as a task sees it: its number and its file on this executor. Does not travel. */
public record Shard(int number, ShardFile file) {}
