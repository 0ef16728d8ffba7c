package org.sparkprop.driver.plot;

import de.erichseifert.vectorgraphics2d.VectorGraphics2D;
import de.erichseifert.vectorgraphics2d.intermediate.CommandSequence;
import de.erichseifert.vectorgraphics2d.svg.SVGProcessor;
import de.erichseifert.vectorgraphics2d.util.PageSize;
import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.DoubleStream;
import javax.imageio.ImageIO;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.Styler;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** Panels side by side, as PNG and SVG. */
public final class Picture {
  private static final int PANEL_WIDTH = 760;
  private static final int HEIGHT = 520;
  private static final int GRID = 0xE6E6E6;

  /** What is smaller than this share of the largest number is drawn as if it were this. */
  private static final double LEAST_SHARE = 1e-6;

  /** For those who do not see red and green apart: Okabe and Ito 2008, and darker ones of these. */
  private static final int[] COLORS = {
    0x0072B2, 0xD55E00, 0x009E73, 0xCC79A7, 0xE69F00, 0x56B4E9, 0x000000, 0x7F3F00, 0x4B3F72,
    0x00665E, 0x8C8C00, 0x8B1A1A
  };

  private Picture() {}

  /**
   * Writes {@code name.png} and {@code name.svg}.
   *
   * @throws IOException if they cannot be written, or if this JVM cannot draw: a system without any
   *     font, for instance
   */
  public static void write(Path folder, String name, List<Panel> panels) throws IOException {
    System.setProperty("java.awt.headless", "true");
    try {
      int width = PANEL_WIDTH * panels.size();
      BufferedImage image = new BufferedImage(width, HEIGHT, BufferedImage.TYPE_INT_RGB);
      Graphics2D pixels = image.createGraphics();
      paint(pixels, panels);
      pixels.dispose();
      ImageIO.write(image, "png", folder.resolve(name + ".png").toFile());
      VectorGraphics2D lines = new VectorGraphics2D();
      paint(lines, panels);
      CommandSequence commands = lines.getCommands();
      try (OutputStream out = Files.newOutputStream(folder.resolve(name + ".svg"))) {
        new SVGProcessor().getDocument(commands, new PageSize(width, HEIGHT)).writeTo(out);
      }
    } catch (LinkageError | InternalError e) {
      throw new IOException("this Java cannot draw: " + e, e);
    }
  }

  private static void paint(Graphics2D graphics, List<Panel> panels) {
    for (int i = 0; i < panels.size(); i++) {
      Graphics2D part = (Graphics2D) graphics.create();
      part.translate(i * PANEL_WIDTH, 0);
      chart(panels.get(i)).paint(part, PANEL_WIDTH, HEIGHT);
      part.dispose();
    }
  }

  private static XYChart chart(Panel panel) {
    XYChart chart =
        new XYChartBuilder()
            .width(PANEL_WIDTH)
            .height(HEIGHT)
            .title(panel.title())
            .xAxisTitle(panel.xLabel())
            .yAxisTitle(panel.yLabel())
            .build();
    double most = values(panel).max().orElse(1);
    boolean isPositive = values(panel).allMatch(y -> y > 0);
    chart
        .getStyler()
        .setXAxisLogarithmic(panel.xScale() == Panel.Scale.LOGARITHMIC)
        .setYAxisLogarithmic(isPositive)
        .setLegendPosition(Styler.LegendPosition.OutsideS)
        .setLegendLayout(Styler.LegendLayout.Horizontal)
        .setChartBackgroundColor(Color.WHITE);
    chart
        .getStyler()
        .setPlotGridLinesColor(new Color(GRID))
        .setPlotGridLinesStroke(new BasicStroke(1));
    for (Curve curve : panel.curves()) {
      if (curve.points() > 0) {
        int color = COLORS[chart.getSeriesMap().size() % COLORS.length];
        XYSeries series = chart.addSeries(curve.label(), curve.x(), shown(curve, most));
        series.setMarker(SeriesMarkers.NONE).setLineColor(new Color(color)).setLineWidth(2);
      }
    }
    return chart;
  }

  private static DoubleStream values(Panel panel) {
    return panel.curves().stream().flatMapToDouble(curve -> Arrays.stream(curve.y()));
  }

  /** A curve that falls to nothing would press all others to the top. */
  private static double[] shown(Curve curve, double most) {
    double[] shown = curve.y();
    for (int i = 0; i < shown.length; i++) {
      shown[i] = shown[i] > 0 ? Math.max(shown[i], LEAST_SHARE * most) : shown[i];
    }
    return shown;
  }
}
