# The reports, tested with other people's tools: Chromium (driven by Playwright, with axe-core), a
# JSON Schema validator and an XML validator. The tools live in the build folder.
find_program(NPM npm REQUIRED)
# Without windows and all that belongs to them a page takes two thirds of the time.
find_program(CHROMIUM NAMES chromium-headless-shell chromium chromium-browser google-chrome)

set(browser_from ${CMAKE_CURRENT_LIST_DIR})
set(browser_dir ${PROJECT_BINARY_DIR}/browser-tests)
set(sample_reports ${PROJECT_BINARY_DIR}/sample-reports)
# Beside them: see tests/golden.
set(sample_comparisons ${PROJECT_BINARY_DIR}/sample-comparisons)
set(sample_trends ${PROJECT_BINARY_DIR}/sample-trends)
set(sample_suite ${PROJECT_BINARY_DIR}/sample-suite)

add_test(NAME browser_tools
         COMMAND ${CMAKE_COMMAND} -DFROM=${browser_from} -DTO=${browser_dir} -DNPM=${NPM}
                 -P ${browser_from}/install.cmake)
add_test(NAME sample_reports COMMAND test_golden [.write])
set_tests_properties(sample_reports PROPERTIES ENVIRONMENT SQUALL_WRITE_REPORTS=${sample_reports})
set_tests_properties(browser_tools sample_reports PROPERTIES FIXTURES_SETUP browser LABELS browser
                                                             TIMEOUT 3600)

if(NOT CHROMIUM)
  message(WARNING "No Chromium: the tests of the pages are left out")
endif()
file(GLOB browser_tests CONFIGURE_DEPENDS ${browser_from}/*.test.mjs)
foreach(file ${browser_tests})
  get_filename_component(name ${file} NAME_WE)
  if(name MATCHES "(page|suite|gpii)$" AND NOT CHROMIUM)
    continue()
  endif()
  add_test(NAME browser_${name} COMMAND ${NODE} --test ${browser_dir}/${name}.test.mjs)
  set_tests_properties(
    browser_${name} PROPERTIES TIMEOUT 3600 LABELS browser FIXTURES_REQUIRED browser
    ENVIRONMENT "SAMPLE_REPORTS=${sample_reports};SAMPLE_COMPARISONS=${sample_comparisons};\
SAMPLE_TRENDS=${sample_trends};\
SQUALL_BINARY=$<TARGET_FILE:squall>;SQUALL_SOURCE=${PROJECT_SOURCE_DIR};\
SESSION_PAGE=${PROJECT_BINARY_DIR}/report-page/session.html;\
SAMPLE_SUITE=${sample_suite};CHROMIUM=${CHROMIUM};REPORT_SCHEMA=${PROJECT_SOURCE_DIR}/reports/schema/report.schema.json;\
SCREENSHOTS=${PROJECT_BINARY_DIR}/screenshots")
endforeach()
if(TEST browser_session_gpii)
  # It measures a real system.
  set_tests_properties(browser_session_gpii PROPERTIES RUN_SERIAL ON)
endif()
