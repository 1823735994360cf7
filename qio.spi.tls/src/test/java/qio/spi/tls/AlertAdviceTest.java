package qio.spi.tls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import qio.tck.Rule;

/** Alerts as engines tell them: each in words of its own. */
@Rule("TLS-22")
class AlertAdviceTest {

  @ParameterizedTest
  @CsvSource(
      textBlock =
          """
          Received fatal alert: certificate_unknown,CERTIFICATE_UNKNOWN
          error:10000416:SSL routines:OPENSSL_internal:SSLV3_ALERT_CERTIFICATE_UNKNOWN,CERTIFICATE_UNKNOWN
          error:10000418:SSL routines:OPENSSL_internal:TLSV1_ALERT_UNKNOWN_CA,UNKNOWN_CA
          error:1000045c:SSL routines:OPENSSL_internal:TLSV1_ALERT_CERTIFICATE_REQUIRED,CERTIFICATE_REQUIRED
          error:10000442:SSL routines:OPENSSL_internal:TLSV1_ALERT_USER_CANCELLED,USER_CANCELED
          error:10000000:SSL routines:OPENSSL_internal:TLSV1_ALERT_OF_A_NEW_KIND,UNASSIGNED
          """)
  void anAlertIsFoundInWhatTheEngineSays(String said, TlsAlert alert) {
    assertEquals(alert, AlertAdvice.received(said));
  }

  /** GnuTLS says so in TLS 1.2 when it needs a certificate and gets none. */
  @Rule("TLS-63")
  @Test
  void whoMayWantACertificateIsToldSo() {
    for (TlsAlert alert :
        new TlsAlert[] {
          TlsAlert.DECODE_ERROR, TlsAlert.HANDSHAKE_FAILURE, TlsAlert.CERTIFICATE_REQUIRED
        }) {
      String told = AlertAdvice.explain(alert);
      assertTrue(told.contains("cert"), told);
      assertFalse(told.contains("is it a TLS server"), told);
    }
  }

  @Test
  void otherFaultsAreNoAlerts() {
    assertNull(AlertAdvice.received(null));
    assertNull(
        AlertAdvice.received(
            "error:1000007d:SSL routines:OPENSSL_internal:CERTIFICATE_VERIFY_FAILED"));
  }
}
