package org.sparkprop.driver;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** Who may know whom. */
@AnalyzeClasses(packages = "org.sparkprop", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
  @ArchTest
  static final ArchRule COMMON_KNOWS_NEITHER_WORKER_NOR_DRIVER_NOR_SPARK =
      noClasses()
          .that()
          .resideInAPackage("org.sparkprop.common..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "org.sparkprop.worker..", "org.sparkprop.driver..", "org.apache.spark..", "scala..");

  @ArchTest
  static final ArchRule WORKER_KNOWS_NEITHER_DRIVER_NOR_SPARK_SQL =
      noClasses()
          .that()
          .resideInAPackage("org.sparkprop.worker..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("org.sparkprop.driver..", "org.apache.spark.sql..");

  @ArchTest
  static final ArchRule NO_BREEZE_AND_NO_MLLIB =
      noClasses()
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("breeze..", "org.apache.spark.mllib..");

  @ArchTest
  static final ArchRule ONLY_THE_ML_PACKAGE_KNOWS_SPARK_ML =
      noClasses()
          .that()
          .resideOutsideOfPackage("org.sparkprop.driver.ml..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("org.apache.spark.ml..");

  @ArchTest
  static final ArchRule NO_CIRCLES_IN_COMMON =
      slices().matching("org.sparkprop.common.(*)..").should().beFreeOfCycles();

  @ArchTest
  static final ArchRule NO_CIRCLES_IN_WORKER =
      slices().matching("org.sparkprop.worker.(*)..").should().beFreeOfCycles();

  @ArchTest
  static final ArchRule NO_CIRCLES_IN_DRIVER =
      slices().matching("org.sparkprop.driver.(*)..").should().beFreeOfCycles();

  @ArchTest
  static final ArchRule NAMES_SAY_SOMETHING =
      classes()
          .should()
          .haveNameNotMatching(".*(Util|Utils|Helper|Manager|Impl)")
          .because("such a name hides what the class is");
}
