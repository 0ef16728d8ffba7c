package org.sparkprop.driver.probe;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.SparkEnv;
import org.apache.spark.SparkExecutorInfo;
import org.apache.spark.api.java.JavaSparkContext;
import org.sparkprop.common.vector.FlatVector;
import org.sparkprop.driver.configuration.RoundMode;
import org.sparkprop.driver.plan.Bandwidth;
import org.sparkprop.driver.plan.ComputeSpeed;
import org.sparkprop.driver.plan.Costs;
import org.sparkprop.driver.plan.Handling;
import org.sparkprop.driver.plan.Hosts;
import org.sparkprop.driver.plan.Latency;
import org.sparkprop.driver.plan.Link;
import org.sparkprop.driver.plan.Measured;
import org.sparkprop.driver.plan.Rests;
import org.sparkprop.driver.plan.RoundForecast;
import org.sparkprop.driver.plan.RoundModel;
import org.sparkprop.driver.plan.Workload;
import org.sparkprop.driver.round.ShardGroups;
import org.sparkprop.driver.training.PreparedRun;
import org.sparkprop.driver.training.UpdateTiming;
import org.sparkprop.worker.standing.MeetingPlace;

/**
 * Measures on the cluster at hand, with the run's own rows and network, what the model of a round
 * wants to know.
 *
 * @param bandwidth given by the user
 * @param latency given by the user
 */
public record ClusterProbe(
    PreparedRun run, Optional<Bandwidth> bandwidth, Optional<Latency> latency) {
  /** What is taken for the links where nobody says and nothing can be measured. */
  public static final Bandwidth USUAL_BANDWIDTH = new Bandwidth(1e9);

  public static final Latency USUAL_LATENCY = new Latency(0.2e-3);

  /** Measures for about so many seconds. */
  public Measured measure(double seconds) {
    final long started = System.nanoTime();
    JavaSparkContext context = run.context();
    // Executors on hosts of their own, of which it is to tell, share none with the driver.
    SparkEnv.get().conf().set(MeetingPlace.SHARED_MEMORY, "false");
    Hosts hosts = hosts(context);
    List<RoundMode> modes = modes(run);
    FlatVector weights = run.initialWeights();
    RoundProbe rounds = new RoundProbe(run, weights);
    // The virtual machine compiles what it runs often; before that nothing is as fast as later.
    modes.forEach(mode -> rounds.usual(mode, run.plan(), 0.05 * seconds));
    List<ComputeSpeed.Sample> samples = rounds.slices(modes.get(0), hosts, 0.4 * seconds);
    context.setJobDescription(run.name() + ": measuring Spark");
    int slots = hosts.slots() * hosts.computing();
    Handling handling =
        new HandlingProbe(weights.precision(), weights.length()).measure(0.03 * seconds);
    Costs costs =
        new Costs(
            ComputeSpeed.fit(samples),
            hosts.isOneMachine()
                ? Link.of(USUAL_BANDWIDTH, USUAL_LATENCY)
                : new NetworkProbe(context, hosts.executors(), hosts.slots())
                    .measure(0.15 * seconds),
            handling,
            UpdateTiming.seconds(run, 0.05 * seconds) / Math.max(1, weights.length()),
            new SchedulingProbe(context, slots).measure(0.1 * seconds),
            new Rests(0, 0));
    Map<RoundMode, RoundProbe.Usual> usual = new EnumMap<>(RoundMode.class);
    modes.forEach(
        mode -> usual.put(mode, rounds.usual(mode, run.plan(), 0.2 * seconds / modes.size())));
    Costs onLink = costs.with(quickest(costs, hosts, usual));
    Costs whole = onLink.with(rests(onLink, hosts, usual));
    double update = costs.numberUpdated() * weights.length();
    Map<RoundMode, Double> measured = new EnumMap<>(RoundMode.class);
    usual.forEach((mode, of) -> measured.put(mode, of.seconds() + update));
    return new Measured(
        context.sc().master(),
        hosts,
        (System.nanoTime() - started) * 1e-9,
        samples,
        whole,
        link(whole.link()),
        source(context),
        measured);
  }

  /** How rounds may run here: Spark refuses barrier jobs where executors come by demand. */
  public static List<RoundMode> modes(PreparedRun run) {
    return run.mayStand() ? List.of(RoundMode.STANDING, RoundMode.JOB) : List.of(RoundMode.JOB);
  }

  /** What is to be trained. */
  public static Workload workload(PreparedRun run) {
    int bytes = run.training().precision().bytes();
    return new Workload(
        run.plan().rows(),
        run.plan().batchSize(),
        run.plan().shards(),
        run.network().parameterCount(),
        bytes,
        bytes);
  }

  private static Hosts hosts(JavaSparkContext context) {
    int slots = ShardGroups.taskSlots(context.sc());
    int executors = context.sc().getExecutorMemoryStatus().size() - 1;
    return context.isLocal() || executors < 1
        ? Hosts.oneMachine(slots)
        : new Hosts(executors, Math.max(1, slots / executors));
  }

  /** What rounds take beyond what the model makes of the costs. */
  private Rests rests(Costs costs, Hosts hosts, Map<RoundMode, RoundProbe.Usual> usual) {
    return new Rests(
        Math.max(0, rest(costs, hosts, usual, RoundMode.STANDING)),
        Math.max(0, rest(costs, hosts, usual, RoundMode.JOB)));
  }

  private double rest(
      Costs costs, Hosts hosts, Map<RoundMode, RoundProbe.Usual> usual, RoundMode mode) {
    if (!usual.containsKey(mode)) {
      return 0;
    }
    RoundForecast modelled = new RoundModel(costs).forecast(workload(run), hosts, mode);
    double known = modelled.seconds() - modelled.compute() - modelled.update();
    return usual.get(mode).beyondCompute() - known;
  }

  /**
   * The link, with the latency of standing rounds where these have less than Spark's questions: one
   * message out and one back.
   */
  private Link quickest(Costs costs, Hosts hosts, Map<RoundMode, RoundProbe.Usual> usual) {
    Link link = costs.link();
    double excess = Math.max(0, -rest(costs, hosts, usual, RoundMode.STANDING));
    return new Link(link.sent(), link.received(), Math.max(0, link.latency() - excess / 2));
  }

  private Link link(Link here) {
    boolean known = reachesOtherHosts(run.context());
    Link usual = Link.of(USUAL_BANDWIDTH, USUAL_LATENCY);
    Link basis = known ? here : usual;
    Link rates = bandwidth.map(b -> Link.of(b, USUAL_LATENCY)).orElse(basis);
    return new Link(
        rates.sent(), rates.received(), latency.map(Latency::seconds).orElse(basis.latency()));
  }

  private Measured.LinkSource source(JavaSparkContext context) {
    if (bandwidth.isPresent() || latency.isPresent()) {
      return Measured.LinkSource.GIVEN;
    }
    return reachesOtherHosts(context) ? Measured.LinkSource.MEASURED : Measured.LinkSource.ASSUMED;
  }

  private static boolean reachesOtherHosts(JavaSparkContext context) {
    String driver = context.getConf().get("spark.driver.host", "");
    for (SparkExecutorInfo executor : context.sc().statusTracker().getExecutorInfos()) {
      if (!context.isLocal() && !executor.host().equals(driver)) {
        return true;
      }
    }
    return false;
  }
}
