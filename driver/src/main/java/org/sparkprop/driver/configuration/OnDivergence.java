package org.sparkprop.driver.configuration;

import org.sparkprop.common.configuration.Members;

/** What happens when a loss or a gradient is not finite. */
@Members({Stop.class, Rollback.class})
public interface OnDivergence {}
